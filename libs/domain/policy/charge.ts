import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Money } from './money.js';

/** Something the customer owes. `term`: an annual term's one charge; `instalment`: one of twelve; `seats`: added seats. */
export interface Charge {
  readonly kind: 'term' | 'instalment' | 'seats';
  readonly termNumber: number;
  /** 1 to 12: the instalment itself, or the one beside which a part of a seat addition falls due. */
  readonly instalmentNumber?: number;
  readonly dueOn: CalendarDate;
  readonly amount: Money;
}
