import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredSystemEvent, SystemStreamReader } from '#event-store/system-streams.js';

/** Between two tries where the store is away; what made progress goes on at once. */
const RETRY_AFTER_MS = 250;
/** A subscription may stall without a word: the stream itself is looked at this often. */
const LOOK_EVERY_MS = 1_000;

/**
 * Yields a system stream's events from behind a revision for ever, whatever becomes of the subscription: one that ends is
 * taken up again, one that stalls is overtaken by a look at the stream. Each event once, in order. Ends when aborted.
 */
export async function* followStream(
  reader: SystemStreamReader,
  stream: string,
  after: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<StoredSystemEvent, void> {
  const seen = { revision: after ?? -1 };
  while (!signal.aborted) {
    const before = seen.revision;
    try {
      for await (const stored of eitherSees(reader, stream, seen.revision, signal)) {
        if (stored.revision <= seen.revision) continue;
        seen.revision = stored.revision;
        yield stored;
      }
    } catch {
      // The store dropped the subscription or is away: neither is a fault, and both are tried again.
    }
    if (seen.revision === before) await sleep(RETRY_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A subscription that lives until the store ends it, or until a look finds an event that it did not bring in time. */
async function* eitherSees(reader: SystemStreamReader, stream: string, after: number, signal: AbortSignal) {
  const live = new AbortController();
  const stop = () => live.abort();
  signal.addEventListener('abort', stop, { once: true });
  const newest = { revision: after };
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);

  async function look(): Promise<void> {
    const known = newest.revision;
    const last = await reader.readLast(stream).catch(() => undefined);
    if (last !== undefined && last.revision > newest.revision && newest.revision === known) live.abort();
  }

  try {
    const options = { signal: live.signal };
    for await (const stored of reader.follow(stream, after < 0 ? undefined : after, options)) {
      newest.revision = stored.revision;
      yield stored;
    }
  } catch (error) {
    if (signal.aborted || !live.signal.aborted) throw error;
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', stop);
    live.abort();
  }
  if (!signal.aborted) yield* await reader.read(stream, newest.revision + 1);
}
