import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Instant } from '../../kernel/instant.js';
import type { Holiday } from './business-calendar.js';

/** The last moment at which disabling still ends the running term, and all that it was computed from. */
export interface Cutoff {
  readonly date: CalendarDate;
  /** The last millisecond that still counts: `now > instant` is late. */
  readonly instant: Instant;
  readonly calendar: { readonly region: string | null; readonly version: string };
  readonly timeZone: string;
  readonly businessDays: number;
  readonly cutoffDayCounts: boolean;
  /** The holidays in between that were skipped, oldest first. */
  readonly holidays: readonly Holiday[];
}
