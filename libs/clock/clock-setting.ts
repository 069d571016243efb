import { type Instant, instantOf, laterOf, millisecondsOf } from '#kernel/instant.js';

/** How a movable clock is set: at `wall` of the real clock it showed `now`, and from then on ticked or stood still. */
export interface ClockSetting {
  readonly now: Instant;
  readonly wall: Instant;
  readonly ticking: boolean;
}

/** What a clock that is set so shows at a moment of the real one. A real clock that was put back does not move it back. */
export function shownAt({ now, wall, ticking }: ClockSetting, real: Instant): Instant {
  if (!ticking) return now;
  return instantOf(millisecondsOf(now) + Math.max(0, millisecondsOf(real) - millisecondsOf(wall)));
}

/** A clock that nobody has set yet ticks from the real time. */
export const tickingFrom = (real: Instant): ClockSetting => ({ now: real, wall: real, ticking: true });

/**
 * What an owner that comes back sets the clock to: the later of what it shows and the real time.
 * @returns undefined when nothing needs to be set.
 */
export function resumed(last: ClockSetting | undefined, real: Instant): ClockSetting | undefined {
  if (last === undefined) return tickingFrom(real);
  const shown = shownAt(last, real);
  const now = laterOf(shown, real);
  return now === shown ? undefined : { now, wall: real, ticking: last.ticking };
}
