import type { PlanDetails } from '../plan/plan.events.js';
import type { ActiveSubscription } from './subscription.state.js';

/** Whether the present term is followed by another: also after a late disable, once. */
export const renewalFollows = ({ endsAfterTerm, term }: Pick<ActiveSubscription, 'endsAfterTerm' | 'term'>): boolean =>
  endsAfterTerm === undefined || endsAfterTerm > term.number;

/** Seats from the next renewal on; the present ones where nothing is scheduled. */
export const seatsAfterRenewal = ({
  seats,
  seatsAtRenewal = seats,
}: Pick<ActiveSubscription, 'seats' | 'seatsAtRenewal'>): number => seatsAtRenewal;

/** The plan from the next renewal on; the present one where nothing is scheduled. */
export const planAfterRenewal = ({
  plan,
  planAtRenewal = plan,
}: Pick<ActiveSubscription, 'plan' | 'planAtRenewal'>): PlanDetails => planAtRenewal;
