import { Inject, Injectable } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { type Cutoff, cutoffBefore } from '#domain/policy/cutoff.js';
import type { Term } from '#domain/policy/term.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { addDays, type CalendarDate } from '#kernel/calendar-date.js';
import type { SubscriptionId } from '#kernel/ids.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { type EventBrief, eventBrief } from '../reading/event-brief.js';
import { type CutoffDay, cutoffDays } from './cutoff-days.js';

export interface RedoneCutoff {
  readonly term: Term;
  /** As recorded when the term started. */
  readonly cutoff: Cutoff;
  readonly endDate: CalendarDate;
  /** From the day before the end back to the cutoff date. */
  readonly days: readonly CutoffDay[];
  /** What the recorded inputs come to. */
  readonly redone: { readonly date: CalendarDate | null; readonly instant: Instant | null };
  /** Whether that is what was recorded. */
  readonly agrees: boolean;
  /** What today's calendar data say of the same region and rule; null where they do not know the region any more. */
  readonly withPresentData: { readonly version: string; readonly date: CalendarDate } | null;
  /** The event that fixed it. */
  readonly event: EventBrief;
}

/** How a cutoff came about, so that an auditor can follow it on paper. */
@Injectable()
export class RedoneCutoffs {
  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /**
   * @param termNumber left out: the latest term.
   * @returns undefined where there is no such subscription, or no such term of it. @throws StoreUnavailableError
   */
  async redo(subscriptionId: SubscriptionId, termNumber?: number): Promise<RedoneCutoff | undefined> {
    const events = await this.reader.readStream(`subscription-${subscriptionId}`);
    const started = events.flatMap((stored) => termStart(stored) ?? []);
    const found = started.filter(({ term }) => termNumber === undefined || term.number === termNumber).at(-1);
    return found === undefined ? undefined : redone(found);
  }
}

interface TermStart {
  readonly term: Term;
  readonly cutoff: Cutoff;
  readonly by: StoredEvent;
}

function termStart(by: StoredEvent): TermStart | undefined {
  const { event } = by;
  if (event.type !== 'SubscriptionActivated' && event.type !== 'SubscriptionRenewed') return undefined;
  return { term: event.term, cutoff: event.cutoff, by };
}

function redone({ term, cutoff, by }: TermStart): RedoneCutoff {
  const { endDate } = term;
  const days = cutoffDays(endDate, cutoff);
  const date = days.at(-1)?.date ?? null;
  const instant = date === null ? null : lastMomentOf(date, cutoff);
  const agrees = date === cutoff.date && instant === cutoff.instant;
  const withPresentData = presentData(endDate, cutoff);
  return { term, cutoff, endDate, days, redone: { date, instant }, agrees, withPresentData, event: eventBrief(by) };
}

/** The end of the cutoff day, or of the day before where that day itself does not count. */
function lastMomentOf(date: CalendarDate, { cutoffDayCounts, timeZone }: Cutoff): Instant {
  const lastDay = cutoffDayCounts ? date : addDays(date, -1);
  const { startOfDay } = createBusinessCalendar({ calendarRegion: null, timeZone });
  return addMilliseconds(startOfDay(addDays(lastDay, 1)), -1);
}

function presentData(endDate: CalendarDate, cutoff: Cutoff): RedoneCutoff['withPresentData'] {
  const { calendar, timeZone, businessDays: businessDaysBeforeTermEnd, cutoffDayCounts } = cutoff;
  try {
    const present = createBusinessCalendar({ calendarRegion: calendar.region, timeZone });
    const { date } = cutoffBefore(endDate, { businessDaysBeforeTermEnd, cutoffDayCounts }, present);
    return { version: present.version, date };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
