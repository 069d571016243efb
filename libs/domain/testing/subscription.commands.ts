import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { EndUserId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import { plain } from '../../kernel/personal.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type {
  AddSeats,
  AssignLicense,
  CloseOrder,
  DisableAutoRenew,
  HoldDueWork,
  OrderSubscription,
  RecordVendorAnswer,
  ReduceSeatsAtRenewal,
  ReleaseDueWork,
  ReplaceOrder,
  ResubmitOrder,
  SettleDue,
  SwitchTermAtRenewal,
  UnassignLicense,
} from '../subscription/subscription.commands.js';
import type { VendorError } from '../subscription/subscription.events.js';
import type { Subscription } from '../subscription/subscription.state.js';
import {
  annual,
  customerId,
  replacementId,
  replacementTrackingId,
  resellerId,
  subscriptionId,
  trackingId,
} from './fixtures.js';

export const order = (asked: Partial<OrderSubscription> & { readonly plan?: PlanDetails } = {}): OrderSubscription => {
  const { plan = annual, ...other } = asked;
  return {
    type: 'OrderSubscription',
    subscriptionId,
    trackingId,
    resellerId,
    customerId,
    productId: plan.productId,
    quantity: 1,
    poNumber: 'PO-1',
    supportContact: undefined,
    startDate: undefined,
    ...other,
  };
};

export const startingOn = (startDate: string) => ({ startDate: startDate as CalendarDate });

const answered = (attempt: number, answer: RecordVendorAnswer['answer']): RecordVendorAnswer => ({
  type: 'RecordVendorAnswer',
  attempt,
  answer,
});
export const activated = (at: string, attempt = 1) => answered(attempt, { status: 'active', at: at as Instant });
export const heldForReview = (at: string, attempt = 1) => answered(attempt, { status: 'in-review', at: at as Instant });
export const failed = (at: string, error: VendorError = { code: 12, message: 'Invalid PO number' }, attempt = 1) =>
  answered(attempt, { status: 'not-provisioned', at: at as Instant, error });

export const settleDue: SettleDue = { type: 'SettleDue' };
export const assign = (endUserId: EndUserId): AssignLicense => ({ type: 'AssignLicense', endUserId });
export const unassign = (endUserId: EndUserId): UnassignLicense => ({ type: 'UnassignLicense', endUserId });
export const addSeats = (add: number): AddSeats => ({ type: 'AddSeats', add });
export const reduceTo = (seats: number): ReduceSeatsAtRenewal => ({ type: 'ReduceSeatsAtRenewal', seats });
export const switchTo = ({ productId }: Pick<PlanDetails, 'productId'>): SwitchTermAtRenewal => ({
  type: 'SwitchTermAtRenewal',
  productId,
});
export const disable = (ifLate?: 'defer' | 'refuse'): DisableAutoRenew => ({ type: 'DisableAutoRenew', ifLate });
/** What operations received at an instant, by the history up to it. */
export const disableReceived = (
  at: string,
  asItStood: Subscription,
  ifLate?: 'defer' | 'refuse',
): DisableAutoRenew => ({
  type: 'DisableAutoRenew',
  ifLate,
  received: { at: at as Instant, evidence: 'mail of that day', reason: 'our intake was down', asItStood },
});
export const resubmit = (corrected: Partial<Omit<ResubmitOrder, 'type'>> = {}): ResubmitOrder => ({
  type: 'ResubmitOrder',
  poNumber: undefined,
  quantity: undefined,
  supportContact: undefined,
  ...corrected,
});
export const replace = (corrected: Partial<Omit<ReplaceOrder, 'type'>> = {}): ReplaceOrder => ({
  type: 'ReplaceOrder',
  replacementId,
  replacementTrackingId,
  poNumber: undefined,
  quantity: undefined,
  supportContact: plain('help@northwind.example'),
  ...corrected,
});
export const hold: HoldDueWork = { type: 'HoldDueWork', reason: 'the reseller says that it asked in time' };
export const release: ReleaseDueWork = { type: 'ReleaseDueWork', reason: 'looked into' };
export const close: CloseOrder = { type: 'CloseOrder', reason: 'the customer went elsewhere' };
