import { RemoteError } from '#event-node/maintenance/grpc-client.js';
import { DataDirectoryError } from '#event-node/start-event-node.js';

export const USAGE = `event node: an EventStoreDB of one process

  event-node --data-dir DIR [options]         events are kept in DIR        (or)
  event-node --in-memory [options]            nothing is kept
    --port N         default 2113; 0 picks a free one and prints it
    --host H         default 127.0.0.1
    --tls-cert FILE --tls-key FILE   PEM: TLS only
    --username NAME  asks for it, and for the password in EVENT_NODE_PASSWORD
    --test-faults    POST /faults makes things go wrong, for tests

  event-node verify --data-dir DIR            reads all of DIR, which no node has open, and says what is wrong and where
  event-node backup --data-dir DIR --to NEW   copies DIR to NEW and verifies that; the node on DIR may be running
  event-node copy --from URL --to URL [--resume-file FILE]
                                              replays all events of a running node into an EventStoreDB or KurrentDB`;

/** The arguments make no sense; the message says which. */
export class UsageError extends Error {}

/** Says what went wrong, without a stack trace where the message is all an operator needs, and ends the process. */
export function fail(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') === true) {
    console.error(`event node: ${message}\n\n${USAGE}`);
    process.exit(2);
  }
  const isKnown = error instanceof DataDirectoryError || error instanceof RemoteError || isOfTheSystem(error);
  console.error(isKnown ? `event node: ${message}` : error);
  process.exit(1);
}

/** What the system refused (a taken port, a file where a directory should be): its message says what and where. */
const isOfTheSystem = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined;
