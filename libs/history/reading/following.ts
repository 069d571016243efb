import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import type { Fold, Step } from '../folding/fold.js';
import { instantOn, type TimeAxis, until } from '../time-axis.js';
import type { OpenedHistory } from './opened-history.js';

export interface Window {
  /** Exclusive; left out: from the beginning. */
  readonly after?: Instant;
  readonly until: Instant;
  readonly time: TimeAxis;
}

/** Carries a fold on through a window of time. @returns what changed on the way, and the own stream's newest revision. */
export function follow(fold: Fold, history: OpenedHistory, window: Window) {
  const steps: Step[] = [];
  for (const event of eventsIn(history, window)) steps.push(...fold.apply(event, instantOn(window.time, event)));
  steps.push(...fold.advanceTo(window.until));
  const revision = until(history.events, window.until, window.time).at(-1)?.revision ?? null;
  return { steps, revision };
}

/** In the order in which they were recorded. */
function eventsIn({ events, beside }: OpenedHistory, window: Window): readonly StoredEvent[] {
  const within = [events, beside].flatMap((stream) => windowOf(stream, window));
  return within.sort((one, other) => (one.position < other.position ? -1 : one.position > other.position ? 1 : 0));
}

function windowOf(stream: readonly StoredEvent[], { after, until: end, time }: Window): readonly StoredEvent[] {
  const before = after === undefined ? 0 : until(stream, after, time).length;
  return until(stream, end, time).slice(before);
}

/** The last step that changed a field, anything in it, or what it is in. */
export function lastCauses(steps: readonly Step[]): (field: string) => Step | undefined {
  const last = new Map<string, number>();
  steps.forEach(({ changes }, index) => {
    for (const { field } of changes) for (const pointer of withParents(field)) last.set(pointer, index);
  });
  const changedAsAWhole = new Map<string, number>();
  steps.forEach(({ changes }, index) => {
    for (const { field } of changes) changedAsAWhole.set(field, index);
  });
  return (field) => {
    const parents = withParents(field).map((pointer) => changedAsAWhole.get(pointer) ?? -1);
    return steps[Math.max(last.get(field) ?? -1, ...parents)];
  };
}

/** `/a/b` → `/a/b`, `/a`. */
function withParents(field: string): readonly string[] {
  const names = field.split('/').slice(1);
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`);
}
