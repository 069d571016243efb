import { createStore } from '../store.js';

/** Whether the last call came through: what is shown may be old while it did not. */
export const reachable = createStore(true);

export function noteReachable(now: boolean): void {
  if (reachable.get() !== now) reachable.set(now);
}
