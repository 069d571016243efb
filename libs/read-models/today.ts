import { Inject, Injectable } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { SETTINGS, type Settings } from '#settings/settings.js';

/** The clock's instant as a day in the policy's time zone. */
@Injectable()
export class Today {
  private readonly calendar: BusinessCalendar;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) { policy }: Settings,
  ) {
    this.calendar = createBusinessCalendar(policy);
  }

  date(): CalendarDate {
    return this.calendar.dateAt(this.clock.now());
  }
}
