import type { Instant } from '../../kernel/instant.js';
import type { BusinessCalendar } from '../policy/business-calendar.js';
import type { Charge } from '../policy/charge.js';
import { firstLateInstant } from '../policy/cutoff.js';
import { splitEvenly } from '../policy/money.js';
import { dayAfterTerm, instalmentDueOn, MONTHS_PER_TERM } from '../policy/term.js';
import { renewalFollows } from './at-renewal.js';
import type { ActiveSubscription, Subscription } from './subscription.state.js';

export type DueKind = 'instalment' | 'cutoff' | 'renewal' | 'end';

/** Something that happens by itself when its instant comes. */
export type Due =
  | { readonly kind: 'cutoff'; readonly dueAt: Instant }
  /** An instalment, or a later part of a seat addition. */
  | { readonly kind: 'instalment'; readonly dueAt: Instant; readonly charge: Charge }
  | { readonly kind: 'renewal'; readonly dueAt: Instant }
  | { readonly kind: 'end'; readonly dueAt: Instant };

/** The next of each kind; empty unless active. Where two fall on one instant, the first one happens first. */
export function dueOf(state: Subscription, calendar: Pick<BusinessCalendar, 'startOfDay'>): readonly Due[] {
  if (state?.status !== 'active') return [];
  const charge = nextCharge(state);
  return [
    ...(autoRenews(state) && !state.cutoffPassed
      ? [{ kind: 'cutoff', dueAt: firstLateInstant(state.cutoff) } as const]
      : []),
    ...(charge === undefined
      ? []
      : [{ kind: 'instalment', dueAt: calendar.startOfDay(charge.dueOn), charge } as const]),
    { kind: renewalFollows(state) ? 'renewal' : 'end', dueAt: calendar.startOfDay(dayAfterTerm(state.term)) },
  ];
}

/** The next of each kind, for whoever has to wake the subscription then. */
export const nextDue = (
  state: Subscription,
  calendar: Pick<BusinessCalendar, 'startOfDay'>,
): readonly { readonly kind: DueKind; readonly dueAt: Instant }[] =>
  dueOf(state, calendar).map(({ kind, dueAt }) => ({ kind, dueAt }));

/** Until somebody decides its end. */
const autoRenews = (state: ActiveSubscription): boolean => state.endsAfterTerm === undefined;

/** The parts of seat additions stand right behind the instalment of their date. */
function nextCharge(state: ActiveSubscription): Charge | undefined {
  const instalment = nextInstalment(state);
  const [seats] = state.seatCharges;
  if (instalment === undefined || seats === undefined) return instalment ?? seats;
  return seats.dueOn < instalment.dueOn ? seats : instalment;
}

function nextInstalment({ plan, anchor, term, commitment, instalmentsDue }: ActiveSubscription): Charge | undefined {
  if (plan.period !== 'monthly' || instalmentsDue >= MONTHS_PER_TERM) return undefined;
  const amount = splitEvenly(commitment, MONTHS_PER_TERM)[instalmentsDue];
  if (amount === undefined) return undefined;
  const instalmentNumber = instalmentsDue + 1;
  const dueOn = instalmentDueOn(anchor, term.number, instalmentNumber);
  return { kind: 'instalment', termNumber: term.number, instalmentNumber, dueOn, amount };
}
