import { setTimeout as pause } from 'node:timers/promises';
import type { CloudEvent } from '#feed/cloud-events.js';
import type { FeedPage } from '#feed/feed.js';
import { isOutage, problemOfFault } from '../http/fault-problem.js';
import { COME_BACK_MS } from './feed-limits.js';

export interface StreamRequest {
  readonly after: bigint | undefined;
  readonly signal: AbortSignal;
  readonly pages: (after: bigint | undefined) => AsyncIterable<FeedPage>;
  readonly format: (position: bigint) => Promise<string>;
}

/**
 * Pages of the feed as server-sent events; an empty one is a heartbeat that tells how far it is, so that a reader who
 * hears of nothing else need not begin far back. While the store or the vault is away it says only that it is there.
 */
export async function* eventStream({ after, signal, pages, format }: StreamRequest): AsyncGenerator<string> {
  let place = after;
  yield `retry: ${COME_BACK_MS}\n\n`;
  while (!signal.aborted) {
    try {
      for await (const { events, next } of pages(place)) {
        place = next;
        yield events.length > 0
          ? events.map(frameOf).join('')
          : heartbeat(next === undefined ? '' : await format(next));
      }
    } catch (error) {
      if (!isOutage(problemOfFault(error))) throw error;
      yield heartbeat('');
      await pause(COME_BACK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

const frameOf = (event: CloudEvent): string => `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`;

/** Without data nothing is dispatched, but the id counts (HTML Standard, 9.2.6). */
const heartbeat = (position: string): string => (position === '' ? ':\n\n' : `:\nid: ${position}\n\n`);

/**
 * Hands on what a reader takes, and calls `drop` when it takes nothing for so long. Nothing is held for it meanwhile:
 * what it did not take was not read yet.
 */
export async function* dropSlow(
  frames: AsyncIterable<string>,
  slowMs: number,
  drop: () => void,
): AsyncGenerator<string> {
  for await (const frame of frames) {
    const timer = setTimeout(drop, slowMs);
    try {
      yield frame;
    } finally {
      clearTimeout(timer);
    }
  }
}
