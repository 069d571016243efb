import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';

/** `recorded`: what was known at an instant. `effective`: what was in force then, also where it was recorded later. */
export const TIME_AXES = ['recorded', 'effective'] as const;
export type TimeAxis = (typeof TIME_AXES)[number];

export const instantOn = (axis: TimeAxis, { metadata }: Pick<StoredEvent, 'metadata'>): Instant =>
  axis === 'recorded' ? metadata.recordedAt : metadata.effectiveAt;

/** A stream's events until an instant (inclusive): never one without those before it, whatever two clocks said. */
export function until(events: readonly StoredEvent[], at: Instant, axis: TimeAxis): readonly StoredEvent[] {
  const firstAfter = events.findIndex((stored) => instantOn(axis, stored) > at);
  return firstAfter < 0 ? events : events.slice(0, firstAfter);
}
