import type { ProblemCode } from '../problems/problem-kinds.js';

/** Why an order is not taken, however it comes in. */
const OF_ORDERS = [
  'customer-of-another-reseller',
  'plan-not-available',
  'csn-required',
  'seat-limit-exceeded',
  'start-date-out-of-range',
  'personal-data-erased',
] as const satisfies readonly ProblemCode[];

/** Beside what every correction is refused with: the plan, the seats and the CSN are judged anew. */
const OF_CORRECTIONS = [
  'resubmission-not-possible',
  'seat-limit-exceeded',
  'personal-data-erased',
] as const satisfies readonly ProblemCode[];

/**
 * What a route may be refused with, by operation, beside what can be said of its kind of route (see `codesOf`): the
 * tests hold every problem that they are answered with against it.
 */
export const ROUTE_REFUSALS: Readonly<Record<string, readonly ProblemCode[]>> = {
  RegisterCustomer: ['duplicate-customer', 'customer-of-another-reseller', 'personal-data-erased'],
  ListServicePlan: ['plan-differs'],
  PlaceInCart: OF_ORDERS,
  EmptyCart: [],
  CheckOutCart: ['cart-empty', ...OF_ORDERS],
  OrderSubscription: OF_ORDERS,
  previewOrder: [...OF_ORDERS, 'event-store-unavailable', 'vault-unavailable'],
  ResubmitOrder: OF_CORRECTIONS,
  ReplaceOrder: [...OF_ORDERS, 'resubmission-not-possible'],
  CloseOrder: ['resubmission-not-possible'],
  AssignLicense: ['not-active', 'no-free-seat'],
  UnassignLicense: ['not-active'],
  AddSeats: ['not-active', 'seat-limit-exceeded'],
  ReduceSeatsAtRenewal: ['not-active', 'no-renewal-follows', 'seats-above-present', 'seats-below-assigned'],
  SwitchTermAtRenewal: ['not-active', 'no-renewal-follows', 'plan-not-available', 'not-a-term-switch'],
  DisableAutoRenew: [
    'not-active',
    'licenses-still-assigned',
    'cutoff-passed',
    'already-renewed',
    'received-at-out-of-range',
  ],
  HoldDueWork: ['not-active'],
  ReleaseDueWork: ['not-active'],
  EnableAutoRenew: ['disable-is-irrevocable'],
  RequestRefund: ['refunds-not-permitted'],
  RegisterWebhook: ['too-many-webhooks'],
  receipts: ['event-store-unavailable', 'vault-unavailable'],
  events: ['too-many-followers', 'event-store-unavailable', 'vault-unavailable'],
  history: ['event-store-unavailable', 'vault-unavailable'],
  projections: ['event-store-unavailable'],
  audit: ['too-many-readings', 'signing-key-unavailable', 'event-store-unavailable'],
  anchors: ['event-store-unavailable'],
  anchorHistory: ['too-many-readings'],
  checkAnchors: ['too-many-readings', 'event-store-unavailable'],
  moveClock: ['clock-never-back'],
  rebuild: ['rebuild-under-way'],
  cutOver: ['not-possible-now'],
  rollBack: ['not-possible-now'],
  cancelRebuild: ['not-possible-now'],
  tryParked: ['projector-silent'],
  releaseParked: ['projector-silent'],
};
