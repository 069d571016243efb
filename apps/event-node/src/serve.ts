import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { fail, UsageError } from './command-line.js';

const DEFAULT_PORT = '2113';
/** How soon the node notices that the process it belongs to has died. */
const PARENT_POLL_MS = 500;
const PORT_MAX = 65_535;

interface Arguments {
  readonly dataDir: string | undefined;
  readonly inMemory: boolean;
  readonly port: number;
  readonly host: string;
  readonly testFaults: boolean;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

/** @throws UsageError when they make no sense. */
function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'data-dir': { type: 'string' },
      'in-memory': { type: 'boolean', default: false },
      port: { type: 'string', default: DEFAULT_PORT },
      host: { type: 'string', default: '127.0.0.1' },
      'test-faults': { type: 'boolean', default: false },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      username: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) throw new UsageError(`--port ${values.port}: not a port`);
  if ((values['data-dir'] === undefined) !== values['in-memory'])
    throw new UsageError('either --data-dir or --in-memory is needed, not both');
  return {
    dataDir: values['data-dir'],
    inMemory: values['in-memory'],
    port,
    host: values.host,
    testFaults: values['test-faults'],
    certificate: certificateIn(values['tls-cert'], values['tls-key']),
    credentials: credentialsOf(values.username),
  };
}

/** @throws UsageError for one without the other, or what cannot be read. */
function certificateIn(certFile: string | undefined, keyFile: string | undefined): Arguments['certificate'] {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) throw new UsageError('--tls-cert and --tls-key go together');
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  } catch (error) {
    throw new UsageError(`the certificate cannot be read: ${(error as Error).message}`);
  }
}

/** The password does not come on the command line, where everybody on the machine can see it. @throws UsageError */
function credentialsOf(username: string | undefined): Arguments['credentials'] {
  const password = process.env.EVENT_NODE_PASSWORD;
  if (username === undefined) return undefined;
  if (password === undefined || password === '') throw new UsageError('--username needs EVENT_NODE_PASSWORD to be set');
  return { username, password };
}

function start({ dataDir, inMemory, port, host, testFaults, certificate, credentials }: Arguments): Promise<EventNode> {
  const where = dataDir === undefined ? { inMemory } : { dataDir };
  return startEventNode({
    ...where,
    port,
    host,
    ...(testFaults ? { faults: true as const } : {}),
    ...(certificate === undefined ? {} : { certificate }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

/** Stops once, on whatever comes first: a signal, or the end of the process that the node belongs to. */
function stopInTime(node: EventNode): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void node.stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  // Ctrl-C reaches the whole group: who is supervised leaves it to the launcher, which stops those that write here first.
  process.on('SIGINT', () => process.env.TERMBOOK_SUPERVISED === '1' || stop());
  if (process.env.TERMBOOK_STOP_ON_STDIN_END === '1') process.stdin.on('end', stop).on('error', stop).resume();
  const parent = Number(process.env.TERMBOOK_PARENT_PID);
  if (parent > 0) setInterval(() => isAlive(parent) || stop(), PARENT_POLL_MS).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs a node until it is told to stop. */
export async function serve(args: readonly string[]): Promise<void> {
  const node = await start(readArguments(args));
  stopInTime(node);
  console.log(`event node ready on ${node.connectionString}`);
}
