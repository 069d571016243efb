import type { TimelineEvent } from '../api/answers.js';

export type TimeKind = 'recorded' | 'effective';

export const timeOf = (event: TimelineEvent, time: TimeKind): string =>
  time === 'effective' ? event.effectiveAt : event.recordedAt;

/** What an address asks for. */
export interface Asked {
  /** Of an event. */
  readonly revision: string | null;
  /** Any instant. */
  readonly at: string | undefined;
  readonly time: TimeKind;
}

/** @returns index of the event up to which the history counts; the newest, unless another is asked for; -1: none was yet. */
export function chosenEvent(events: readonly TimelineEvent[], { revision, at, time }: Asked): number {
  if (at !== undefined) return events.findLastIndex((event) => Date.parse(timeOf(event, time)) <= Date.parse(at));
  const found = events.findIndex((event) => String(event.revision) === revision);
  return found === -1 ? events.length - 1 : found;
}
