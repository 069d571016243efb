import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type { Charge } from '../policy/charge.js';
import { instalmentsOf } from '../policy/instalments.js';
import type { Money } from '../policy/money.js';
import type { Term } from '../policy/term.js';

/** What an ActiveSubscription or an EndedSubscription has, and a read model can have. */
export interface Committed {
  readonly anchor: CalendarDate;
  readonly plan: Pick<PlanDetails, 'period'>;
  readonly term: Term;
  readonly commitment: Money;
  readonly instalmentsDue: number;
  readonly seatCharges: readonly Charge[];
  readonly seatsCommitment: Money;
}

/** The present term's: what is owed for it in all, what of that fell due, what is still to come, and until when. */
export interface Commitment {
  readonly total: Money;
  readonly charged: Money;
  readonly remaining: Money;
  readonly until: CalendarDate;
}

/** @param today in the policy's time zone; the state is settled until then. */
export function commitmentOf(state: Committed, today: CalendarDate): Commitment {
  const { commitment, seatsCommitment, seatCharges, term } = state;
  const { currency } = commitment;
  const total = commitment.amountMinor + seatsCommitment.amountMinor;
  const charged = termCharged(state, today) + seatsCommitment.amountMinor - sum(seatCharges);
  return {
    total: { amountMinor: total, currency },
    charged: { amountMinor: charged, currency },
    remaining: { amountMinor: total - charged, currency },
    until: term.endDate,
  };
}

function termCharged({ plan, anchor, term, commitment, instalmentsDue }: Committed, today: CalendarDate): number {
  if (plan.period === 'annual') return term.startDate <= today ? commitment.amountMinor : 0;
  return sum(instalmentsOf(anchor, term.number, commitment).slice(0, instalmentsDue));
}

const sum = (charges: readonly Charge[]): number =>
  charges.reduce((total, { amount }) => total + amount.amountMinor, 0);
