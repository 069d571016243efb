import {
  type AllStreamResolvedEvent,
  END,
  type ReadableSubscription,
  type ResolvedEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { StoreUnavailableError } from '../event-appender.js';
import type { RecordedEvent } from '../recorded-event.js';
import { recordedOf } from './recorded.js';
import { StoreClient } from './store-client.js';

/**
 * Events held for a consumer that is busy for a moment: a store drops a live subscriber that is some dozens behind, so
 * it is better to take them off its hands. When these are full the connection is slowed down.
 */
const BUFFERED_MAX = 1_000;
const BUFFER = { highWaterMark: BUFFERED_MAX };

/** Up to where a filtered subscription has looked. */
interface Checkpoint {
  readonly checkpoint: bigint;
}

type Resolved = AllStreamResolvedEvent | ResolvedEvent;
type Subscribe = (client: StoreClient) => ReadableSubscription<Resolved>;

/**
 * The store looks at one event at a time and tells where it is after each: it can be waited for without taking every
 * event of others off the wire and to pieces, which is most of what following `$all` costs.
 */
const EACH_POSITION = { maxSearchWindow: 1, checkpointInterval: 1 };

const isCheckpoint = (item: Resolved | Checkpoint): item is Checkpoint => 'checkpoint' in item;

/**
 * Each subscription has a connection of its own: one that is read slowly holds nobody up, and its end ends nothing else.
 * @throws StoreUnavailableError when the store ends it, which it may at any time; returns only when aborted.
 */
async function* live(
  url: string,
  subscribe: Subscribe,
  signal?: AbortSignal,
): AsyncGenerator<RecordedEvent | Checkpoint> {
  const aborted = () => signal?.aborted === true;
  if (aborted()) return;
  const client = StoreClient.open(url);
  const subscription = subscribe(client);
  const stop = () => subscription.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const resolved of subscription) {
      const item = resolved as Resolved | Checkpoint;
      const found = isCheckpoint(item) ? item : recordedOf(item);
      if (found !== undefined) yield found;
      if (aborted()) return;
    }
    throw new StoreUnavailableError('The store ended the subscription');
  } catch (error) {
    if (!aborted()) throw asUnavailable(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    subscription.destroy();
    await client.close();
  }
}

function asUnavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(`Subscription ended: ${error instanceof Error ? error.message : String(error)}`);
}

async function* eventsOf(items: AsyncIterable<RecordedEvent | Checkpoint>): AsyncGenerator<RecordedEvent> {
  for await (const item of items) if (!('checkpoint' in item)) yield item;
}

const behind = (after: bigint | undefined | 'end') =>
  typeof after === 'bigint' ? { commit: after, prepare: after } : after === 'end' ? END : START;

/** `$all` from behind a commit position, all of it. */
export function liveAll(url: string, after: bigint | undefined | 'end', signal?: AbortSignal) {
  return eventsOf(live(url, (client) => client.subscribeToAll({ fromPosition: behind(after) }, BUFFER), signal));
}

/** Of `$all` the streams with these prefixes, and every position that the store has looked at, in order. */
export function liveMatching(
  url: string,
  after: bigint | undefined | 'end',
  prefixes: readonly string[],
  signal?: AbortSignal,
) {
  const filter = streamNameFilter({
    prefixes: [...prefixes],
    ...EACH_POSITION,
    // Between the events, where it came: a position may not overtake an event that nobody has taken yet.
    checkpointReached: (subscription, { commit }) =>
      void subscription.push({ checkpoint: commit } satisfies Checkpoint),
  });
  return live(url, (client) => client.subscribeToAll({ fromPosition: behind(after), filter }, BUFFER), signal);
}

/** One stream from behind a revision; it need not exist yet. */
export function liveStream(url: string, stream: string, after: number | undefined, signal?: AbortSignal) {
  const fromRevision = after === undefined ? START : BigInt(after);
  return eventsOf(live(url, (client) => client.subscribeToStream(stream, { fromRevision }, BUFFER), signal));
}
