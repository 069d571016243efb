import type { Provider } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { SETTINGS, type Settings } from '#settings/settings.js';

export const BUSINESS_CALENDAR = Symbol('BusinessCalendar');

export const businessCalendarProvider: Provider = {
  provide: BUSINESS_CALENDAR,
  useFactory: (settings: Settings) => createBusinessCalendar(settings.policy),
  inject: [SETTINGS],
};
