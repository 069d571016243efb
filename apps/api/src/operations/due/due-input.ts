import { addDays, type CalendarDate, daysBetween, parseCalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ResellerId } from '#kernel/ids.js';
import { parseInstant } from '#kernel/instant.js';
import type { DueQueries, DueWindow } from '#read-models/due-work/due.queries.js';
import { DUE_ITEM_KINDS, type DueItemKind } from '#read-models/due-work/due-items.js';
import { DUE_PERIODS, type DuePeriod } from '#read-models/due-work/due-summary.queries.js';
import { Field } from '../../http/input/field.js';
import { Id, OneOf } from '../../http/input/text-fields.js';
import { invalidRequest } from '../../http/request-problems.js';
import { PageInput } from '../../query/page-input.js';

/** Days of a window without an end of its own. */
const WINDOW_DAYS_DEFAULT = 30;
/** Three years and a bit: only the present terms are looked at, and a summary by day stays a page. */
const WINDOW_DAYS_MAX = 1_100;

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
const isDay = (value: string): boolean => parseCalendarDate(value) !== undefined || parseInstant(value) !== undefined;

/** A date, or an instant, which stands for its day in the policy's time zone. */
const DayField = () =>
  Field(
    {
      normalise: trimmed,
      fault: (value) =>
        typeof value === 'string' && isDay(value)
          ? undefined
          : 'must be a date that exists, or an instant with an offset',
      schema: { type: String, example: '2026-03-05' },
    },
    { optional: true },
  );

const flag = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

const QueryFlag = () =>
  Field(
    {
      normalise: flag,
      fault: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
      schema: { type: Boolean },
    },
    { optional: true },
  );

/** What is late. */
export class OverdueInput extends PageInput {
  @OneOf(DUE_ITEM_KINDS, { optional: true })
  readonly kind?: DueItemKind;

  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  @Id({ optional: true })
  readonly customerId?: CustomerId;

  /** Only what an operator holds, or only what nobody does. */
  @QueryFlag()
  readonly held?: boolean;
}

/** What falls due in a window, both days included. */
export class DueInput extends OverdueInput {
  @DayField()
  readonly from?: string;

  @DayField()
  readonly to?: string;
}

export class DueSummaryInput extends DueInput {
  @OneOf(DUE_PERIODS, { optional: true })
  readonly by?: DuePeriod;
}

/** From today for thirty days, where nobody says otherwise. @throws ProblemError 400 */
export function windowOf({ from, to }: DueInput, due: DueQueries): DueWindow {
  const begin = from === undefined ? due.dayOf() : dayOf(from, due);
  const end = to === undefined ? addDays(begin, WINDOW_DAYS_DEFAULT - 1) : dayOf(to, due);
  const days = daysBetween(begin, end) + 1;
  if (days < 1) throw invalidRequest([{ pointer: '/to', detail: 'is before from' }]);
  if (days > WINDOW_DAYS_MAX) {
    throw invalidRequest([{ pointer: '/to', detail: `must be within ${WINDOW_DAYS_MAX} days from from` }]);
  }
  return { from: begin, to: end };
}

function dayOf(text: string, due: DueQueries): CalendarDate {
  const instant = parseInstant(text);
  return instant === undefined ? (text as CalendarDate) : due.dayOf(instant);
}
