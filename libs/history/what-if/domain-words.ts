import type { Payloads } from '#commands/payloads.js';
import type { CartCommand } from '#domain/cart/cart.commands.js';
import type { PlanCommand } from '#domain/plan/plan.commands.js';
import type { ResellerCommand } from '#domain/reseller/reseller.commands.js';
import type { SubscriptionCommand } from '#domain/subscription/subscription.commands.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { SubscriptionId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { Personal } from '#kernel/personal.js';
import type { RecordedCommand } from './recorded-command.js';

/** What a command comes to in the domain, by the kind of stream it is decided on. */
export type InDomainWords =
  | { readonly on: 'subscription'; readonly command: SubscriptionCommand }
  | { readonly on: 'cart'; readonly command: CartCommand }
  | { readonly on: 'plan'; readonly command: PlanCommand }
  | { readonly on: 'reseller'; readonly command: ResellerCommand }
  /** No vendor policy decides on it, and the history does not keep open what does. */
  | { readonly on: 'nothing that is judged again' };

/** What the handler had at hand beside the payload. */
export interface AtHand {
  readonly recorded: RecordedCommand;
  readonly state: Subscription;
  /** The subscription as its history showed it at an instant. */
  readonly asItStood: (at: Instant) => Subscription;
}

type Words = { readonly [Name in keyof Payloads]: (payload: Payloads[Name], at: AtHand) => InDomainWords };

const onSubscription = (command: SubscriptionCommand): InDomainWords => ({ on: 'subscription', command });
const notJudged = (): InDomainWords => ({ on: 'nothing that is judged again' });

/** As the history has it: sealed, or left out of a refused attempt. */
const personal = (value: unknown): Personal | undefined => value as Personal | undefined;

/** Exhaustive: a new command does not compile until someone says how it is judged again. */
const WORDS: Words = {
  OrderSubscription: (payload, { recorded }) =>
    onSubscription({ type: 'OrderSubscription', ...idsIn(recorded), ...orderOf(payload) }),
  RecordVendorAnswer: ({ attempt, answer }) => onSubscription({ type: 'RecordVendorAnswer', attempt, answer }),
  ResubmitOrder: ({ poNumber, quantity, supportContact }, { recorded }) =>
    onSubscription({
      type: 'ResubmitOrder',
      poNumber,
      quantity,
      supportContact: personal(supportContact) ?? contactThatWasRefused(recorded),
    }),
  ReplaceOrder: ({ poNumber, quantity, supportContact }, { recorded, state }) =>
    onSubscription({
      type: 'ReplaceOrder',
      ...replacementIdsIn(recorded),
      poNumber,
      quantity,
      supportContact: personal(supportContact) ?? state?.order.supportContact ?? { erased: true },
    }),
  CloseOrder: ({ reason }) => onSubscription({ type: 'CloseOrder', reason }),
  AssignLicense: ({ endUserId }) => onSubscription({ type: 'AssignLicense', endUserId }),
  UnassignLicense: ({ endUserId }) => onSubscription({ type: 'UnassignLicense', endUserId }),
  AddSeats: ({ add }) => onSubscription({ type: 'AddSeats', add }),
  ReduceSeatsAtRenewal: ({ seats }) => onSubscription({ type: 'ReduceSeatsAtRenewal', seats }),
  SwitchTermAtRenewal: ({ productId }) => onSubscription({ type: 'SwitchTermAtRenewal', productId }),
  DisableAutoRenew: (payload, { asItStood }) => onSubscription(disableOf(payload, asItStood)),
  HoldDueWork: ({ reason }) => onSubscription({ type: 'HoldDueWork', reason }),
  ReleaseDueWork: ({ reason }) => onSubscription({ type: 'ReleaseDueWork', reason }),
  EnableAutoRenew: () => onSubscription({ type: 'EnableAutoRenew' }),
  RequestRefund: () => onSubscription({ type: 'RequestRefund' }),
  EraseSubscription: ({ reason }) => onSubscription({ type: 'EraseSubscription', reason }),
  SettleDue: () => onSubscription({ type: 'SettleDue' }),
  PlaceInCart: (payload) => ({ on: 'cart', command: { type: 'PlaceInCart', ...payload } }),
  EmptyCart: (payload) => ({ on: 'cart', command: { type: 'EmptyCart', ...payload } }),
  CheckOutCart: ({ customerId, poNumber, supportContact, startDate }, { recorded }) => ({
    on: 'cart',
    command: {
      type: 'CheckOutCart',
      ...idsIn(recorded),
      customerId,
      poNumber,
      supportContact: personal(supportContact),
      startDate,
    },
  }),
  ListServicePlan: ({ price, ...plan }) => ({ on: 'plan', command: { type: 'ListServicePlan', plan, price } }),
  WithdrawServicePlan: ({ productId }) => ({ on: 'plan', command: { type: 'WithdrawServicePlan', productId } }),
  RegisterReseller: ({ resellerId, ...details }) => ({
    on: 'reseller',
    command: { type: 'RegisterReseller', resellerId, details },
  }),
  RegisterCsn: (payload) => ({ on: 'reseller', command: { type: 'RegisterCsn', ...payload } }),
  RecordCsnAnswer: (payload) => ({ on: 'reseller', command: { type: 'RecordCsnAnswer', ...payload } }),
  RegisterCustomer: notJudged,
  EraseCustomer: notJudged,
  /** Everything was decided with the checkout or the replacement. */
  FinishOrder: notJudged,
  RegisterWebhook: notJudged,
  ChangeWebhook: notJudged,
  RotateWebhookSecret: notJudged,
  ReplayWebhook: notJudged,
  ReleaseWebhook: notJudged,
  DeleteWebhook: notJudged,
  DisableWebhook: notJudged,
};

/** @returns undefined for a command that nobody knows, or one whose payload the history does not have. */
export function inDomainWords(at: AtHand): InDomainWords | undefined {
  const { command, payload } = at.recorded;
  const words = Object.hasOwn(WORDS, command) ? WORDS[command as keyof Payloads] : undefined;
  if (words === undefined || typeof payload !== 'object' || payload === null) return undefined;
  return words(payload as never, at);
}

function orderOf(payload: Payloads['OrderSubscription']) {
  const { resellerId, customerId, productId, quantity, poNumber, supportContact, startDate } = payload;
  return { resellerId, customerId, productId, quantity, poNumber, supportContact: personal(supportContact), startDate };
}

function disableOf(
  { ifLate, receivedAt, evidence = '', reason = '' }: Payloads['DisableAutoRenew'],
  asItStood: AtHand['asItStood'],
): SubscriptionCommand {
  const command = { type: 'DisableAutoRenew', ifLate } as const;
  if (receivedAt === undefined) return command;
  return { ...command, received: { at: receivedAt, evidence, reason, asItStood: asItStood(receivedAt) } };
}

/** Ids are made of the client's key, not decided: what came to be has them, what was refused needs none. */
const NO_ID = '(none)';

function idsIn({ outcome }: RecordedCommand) {
  const events = 'accepted' in outcome ? outcome.accepted : [];
  for (const { event } of events) {
    if (event.type === 'SubscriptionOrdered' || event.type === 'CartCheckedOut') {
      return { subscriptionId: event.subscriptionId, trackingId: event.trackingId };
    }
  }
  return { subscriptionId: NO_ID as SubscriptionId, trackingId: NO_ID as TrackingId };
}

function replacementIdsIn({ outcome }: RecordedCommand) {
  const events = 'accepted' in outcome ? outcome.accepted : [];
  for (const { event } of events) {
    if (event.type === 'OrderReplaced') {
      return { replacementId: event.replacedBy, replacementTrackingId: event.replacementTrackingId };
    }
  }
  return { replacementId: NO_ID as SubscriptionId, replacementTrackingId: NO_ID as TrackingId };
}

/** Of a refused attempt nothing personal is kept; that there was a new contact only this refusal tells. */
const contactThatWasRefused = ({ outcome }: RecordedCommand): Personal | undefined =>
  'refused' in outcome && outcome.refused.code === 'personal-data-erased' ? { sealed: NO_ID } : undefined;
