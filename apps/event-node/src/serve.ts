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
  };
}

function start({ dataDir, inMemory, port, host, testFaults }: Arguments): Promise<EventNode> {
  const where = dataDir === undefined ? { inMemory } : { dataDir };
  return startEventNode({ ...where, port, host, ...(testFaults ? { faults: true as const } : {}) });
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
