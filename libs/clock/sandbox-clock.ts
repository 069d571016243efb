import type { Clock } from '#kernel/clock.js';
import { type Instant, instantOf, laterOf } from '#kernel/instant.js';
import { type ClockSetting, shownAt, tickingFrom } from './clock-setting.js';

/** A clock that can be moved forward. It never goes back, whatever it is set to and whatever the real clock does. */
export class SandboxClock implements Clock {
  private setting: ClockSetting;
  private shown: Instant;

  /** @param wall milliseconds since the Unix epoch. */
  constructor(private readonly wall: () => number = Date.now) {
    this.setting = tickingFrom(this.real());
    this.shown = this.setting.now;
  }

  now(): Instant {
    this.shown = laterOf(this.shown, shownAt(this.setting, this.real()));
    return this.shown;
  }

  get ticking(): boolean {
    return this.setting.ticking;
  }

  set(setting: ClockSetting): void {
    this.setting = setting;
  }

  /** The real time. */
  real(): Instant {
    return instantOf(this.wall());
  }
}
