import { setTimeout as pause } from 'node:timers/promises';
import { IN_FLIGHT, type Speed, type Window } from './plan-of-the-bench.js';

/**
 * Keeps operations on streams in flight, each stream's one after the other.
 * @param operation gets the stream's number; the streams take turns.
 */
export async function onStreamsInTurns(
  streams: number,
  operation: (stream: number) => Promise<unknown>,
  window: Window,
): Promise<Speed> {
  const running = { yes: true };
  let done = 0;
  const worker = async (first: number): Promise<void> => {
    for (let stream = first; running.yes; stream = stream + IN_FLIGHT < streams ? stream + IN_FLIGHT : first) {
      await operation(stream);
      done += 1;
    }
  };
  const workers = Promise.all(Array.from({ length: IN_FLIGHT }, (_, first) => worker(first)));
  const measuring = measure(() => done, window);
  const speed = await Promise.race([measuring, workers.then(() => measuring)]);
  running.yes = false;
  await workers;
  return speed;
}

/** @param done how many there were until now. */
export async function measure(done: () => number, { warmSeconds, measuredSeconds }: Window): Promise<Speed> {
  await pause(warmSeconds * 1_000);
  const before = { done: done(), at: performance.now() };
  await pause(measuredSeconds * 1_000);
  return { perSecond: ((done() - before.done) * 1_000) / (performance.now() - before.at) };
}

/** Every stream once. @returns how many a second. */
export async function onEachStream(streams: number, operation: (stream: number) => Promise<unknown>): Promise<Speed> {
  const startedAt = performance.now();
  const worker = async (first: number): Promise<void> => {
    for (let stream = first; stream < streams; stream += IN_FLIGHT) await operation(stream);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, first) => worker(first)));
  return { perSecond: (streams * 1_000) / (performance.now() - startedAt) };
}
