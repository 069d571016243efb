import { EventStoreDBClient } from '@eventstore/db-client';
import { verifyDataDirectory } from '#event-node/maintenance/verify.js';
import { happened } from './events.js';
import { ended, startProcess } from './node-process.js';

const WRITERS = 32;
/** A kill comes after so many more appends were acknowledged, so that each hits another moment of the load. */
const ACKNOWLEDGED_BEFORE_KILL_MAX = 150;
const EVENTS_PER_APPEND = 2;

/** What is wrong after all the kills: all of it empty when nothing is. */
export interface AfterKills {
  /** Ids of events that were acknowledged and are not there. */
  readonly lost: readonly string[];
  /** Streams with a part of an append. */
  readonly halfWritten: readonly string[];
  /** Positions or revisions out of order. */
  readonly outOfOrder: readonly string[];
  /** What verify says. */
  readonly findings: readonly string[];
}

/** Kills a node again and again while it is written to, then reads everything back. */
export async function killUnderLoad(dataDir: string, kills: number): Promise<AfterKills> {
  const acknowledged: string[] = [];
  for (let kill = 0; kill < kills; kill++) await writeUntilKilled(dataDir, kill, acknowledged);
  const { findings } = await verifyDataDirectory({ dataDir });
  const node = await startProcess(['--data-dir', dataDir]);
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const seen = new Set<string>();
  const lengths = new Map<string, bigint>();
  const outOfOrder: string[] = [];
  let last = -1n;
  for await (const { event } of client.readAll()) {
    if (event === undefined) continue;
    const expected = lengths.get(event.streamId) ?? 0n;
    if (event.position.commit <= last || event.revision !== expected)
      outOfOrder.push(`${event.revision}@${event.streamId}`);
    last = event.position.commit;
    lengths.set(event.streamId, event.revision + 1n);
    seen.add(event.id);
  }
  await client.dispose();
  node.child.kill('SIGKILL');
  await ended(node.child);
  const isHalf = ([name, length]: [string, bigint]): boolean =>
    name.startsWith('s-') && length % BigInt(EVENTS_PER_APPEND) !== 0n;
  return {
    lost: acknowledged.filter((id) => !seen.has(id)),
    halfWritten: [...lengths].filter(isHalf).map(([name]) => name),
    outOfOrder,
    findings,
  };
}

async function writeUntilKilled(dataDir: string, round: number, acknowledged: string[]): Promise<void> {
  const node = await startProcess(['--data-dir', dataDir]);
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const end = ended(node.child);
  const killAt = acknowledged.length + EVENTS_PER_APPEND * Math.ceil(Math.random() * ACKNOWLEDGED_BEFORE_KILL_MAX);
  const write = async (writer: number): Promise<void> => {
    for (;;) {
      const events = [happened(round), happened(round)];
      await client.appendToStream(`s-${writer}-${round % 3}`, events);
      acknowledged.push(...events.map(({ id }) => id));
      if (acknowledged.length >= killAt) node.child.kill('SIGKILL');
    }
  };
  // Each writer ends with the error of the append that the kill interrupted.
  void Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await end;
  await client.dispose();
}
