import {
  type AllStreamResolvedEvent,
  END,
  type ReadableSubscription,
  type ResolvedEvent,
  START,
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

type Resolved = AllStreamResolvedEvent | ResolvedEvent;
type Subscribe = (client: StoreClient) => ReadableSubscription<Resolved>;

/**
 * Each subscription has a connection of its own: one that is read slowly holds nobody up, and its end ends nothing else.
 * @throws StoreUnavailableError when the store ends it, which it may at any time; returns only when aborted.
 */
async function* live(url: string, subscribe: Subscribe, signal?: AbortSignal): AsyncGenerator<RecordedEvent> {
  const aborted = () => signal?.aborted === true;
  if (aborted()) return;
  const client = StoreClient.open(url);
  const subscription = subscribe(client);
  const stop = () => subscription.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const resolved of subscription) {
      const recorded = recordedOf(resolved as Resolved);
      if (recorded !== undefined) yield recorded;
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

/** `$all` from behind a commit position. The store's own filter is not used: it tells positions only now and then. */
export function liveAll(url: string, after: bigint | undefined | 'end', signal?: AbortSignal) {
  const position = typeof after === 'bigint' ? { commit: after, prepare: after } : undefined;
  const fromPosition = position ?? (after === 'end' ? END : START);
  return live(url, (client) => client.subscribeToAll({ fromPosition }, BUFFER), signal);
}

/** One stream from behind a revision; it need not exist yet. */
export function liveStream(url: string, stream: string, after: number | undefined, signal?: AbortSignal) {
  const fromRevision = after === undefined ? START : BigInt(after);
  return live(url, (client) => client.subscribeToStream(stream, { fromRevision }, BUFFER), signal);
}
