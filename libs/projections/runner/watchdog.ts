import type { EventReader } from '#event-store/event-reader.js';
import { runnerMetrics } from './runner-metrics.js';

/** How often the head of `$all` is compared with the checkpoint. */
export const WATCH_MS = 1_000;

/**
 * Live subscriptions are known to fall silent without a word. Calls `onSilent` when the store has something behind our
 * position, and that position has not moved since the look before.
 */
export function watch(reader: EventReader, position: () => bigint, onSilent: () => void): { stop(): void } {
  let before = position();
  let looking = false;
  const look = async () => {
    const head = (await reader.head()) ?? -1n;
    runnerMetrics.head.set(Number(head));
    const now = position();
    if (head > now && now === before) onSilent();
    before = now;
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // A store that can't be asked now ends the subscription by itself.
    look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, WATCH_MS);
  return { stop: () => clearInterval(timer) };
}
