import {
  date,
  instant,
  integer,
  type JsonSchema,
  nullable,
  record,
  type Shape,
  text,
  truth,
} from '#feed/shapes/shape.js';
import { country, customerId, resellerId, subscriptionId, trackingId } from '#feed/shapes/shared.shapes.js';
import { cart, csnStatus, cutoff, planFields, position, revision, status, webhook } from './answer-shapes.js';
import type { Answer } from './query-answers.js';

/** What every write is answered with, beside what is its own. */
const WRITTEN = { revision, position };

const written = (name: string, fields: Readonly<Record<string, Shape<never>>> = {}): Answer => ({
  name,
  schema: record<object>({ ...fields, ...WRITTEN }).schema,
});

const order = { subscriptionId, trackingId, status };
const onSubscription = { id: text('The subscription.') };
const seats = integer('Seats now.', 1);

const { properties: ofWebhook, required } = webhook.schema as { properties: JsonSchema; required: readonly string[] };
const { delivery: _, ...webhookFields } = ofWebhook;
const WEBHOOK: Answer = { name: 'WebhookWritten', schema: { type: 'object', properties: webhookFields, required } };
const WEBHOOK_SECRET: Answer = {
  name: 'WebhookSecret',
  schema: {
    type: 'object',
    properties: {
      ...webhookFields,
      secret: { type: 'string', description: 'What signs, as Standard Webhooks print it. Shown here only.' },
    },
    required: [...required, 'secret'],
  },
};
const HELD = written('DueWorkHeld', {
  ...onSubscription,
  status,
  held: nullable(
    record<object>(
      { reason: text('Why.'), since: instant('Since when.') },
      'The hold: nothing falls due until it is released; null: there is none.',
    ),
  ),
});
const ORDER = written('OrderTaken', order);
const ON_SUBSCRIPTION = written('SubscriptionWritten', onSubscription);

/** What is answered to an accepted command, by its name; by HTTP with 200 or 201, in bulk as `result`. */
export const WRITE_ANSWERS: Readonly<Record<string, Answer>> = {
  RegisterReseller: written('ResellerRegistered', {
    resellerId,
    name: text('The name.'),
    country,
    supportEmail: text('Whom the vendor may ask where an order names nobody.'),
    csnStatus,
  }),
  RegisterCsn: written('CsnRegistered', { resellerId, csnStatus }),
  RegisterCustomer: written('CustomerRegistered', { id: text('The customer. Nothing personal is answered.') }),
  ListServicePlan: written('ServicePlanListed', { id: text('The product ID, with hyphens.'), ...planFields }),
  WithdrawServicePlan: written('ServicePlanWithdrawn', { id: text('The product ID, with hyphens.') }),
  PlaceInCart: { name: 'Cart', schema: cart.schema },
  EmptyCart: {
    name: 'CartEmptied',
    schema: record<object>({
      id: text('The customer.'),
      revision: integer('Counts the changes from 0; -1: there never was a cart.', -1),
      position,
    }).schema,
  },
  CheckOutCart: ORDER,
  OrderSubscription: ORDER,
  ReplaceOrder: ORDER,
  ResubmitOrder: written('OrderResubmitted', {
    ...onSubscription,
    ...order,
    attempt: integer('Counts from 1; one more with each resubmission.', 1),
  }),
  CloseOrder: written('OrderClosed', { ...onSubscription, status }),
  AssignLicense: ON_SUBSCRIPTION,
  UnassignLicense: ON_SUBSCRIPTION,
  AddSeats: written('SeatsAdded', { ...onSubscription, seats }),
  ReduceSeatsAtRenewal: written('SeatsAtRenewal', {
    ...onSubscription,
    seats,
    seatsAtRenewal: integer('Seats from the next renewal.', 1),
  }),
  SwitchTermAtRenewal: written('PlanAtRenewal', {
    ...onSubscription,
    planAtRenewal: text('Product ID of the plan from the next renewal, with hyphens.'),
  }),
  DisableAutoRenew: written('AutoRenewDisabled', {
    late: truth('True after the cutoff: it renews once more, the new term is owed, then it ends.'),
    endsOn: date('Its last day.'),
    cutoff,
  }),
  RegisterWebhook: WEBHOOK_SECRET,
  RotateWebhookSecret: WEBHOOK_SECRET,
  ChangeWebhook: WEBHOOK,
  ReplayWebhook: WEBHOOK,
  ReleaseWebhook: WEBHOOK,
  DeleteWebhook: written('WebhookDeleted', { id: text('The webhook.') }),
  HoldDueWork: HELD,
  ReleaseDueWork: HELD,
  /** By `customerId` or `subscriptionId`, as it was asked. */
  EraseCustomer: {
    name: 'Erased',
    schema: {
      ...written('Erased', { erased: truth('Always true: it can not be undone.') }).schema,
      properties: {
        customerId: customerId.schema,
        subscriptionId: subscriptionId.schema,
        erased: { const: true, description: 'It can not be undone.' },
        revision: revision.schema,
        position: position.schema,
      },
    },
  },
};

/** Always refused: there is no other answer. */
export const NEVER_ACCEPTED: readonly string[] = ['EnableAutoRenew', 'RequestRefund'];

/** A reseller, a customer or a plan comes to be with 201 and is changed with 200. */
export const MAY_CREATE: readonly string[] = [
  'RegisterReseller',
  'RegisterCustomer',
  'ListServicePlan',
  'RegisterWebhook',
];
/** A subscription comes to be. */
export const CREATE: readonly string[] = ['OrderSubscription', 'CheckOutCart', 'ReplaceOrder'];
