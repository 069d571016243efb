import type { CsnStatus } from '#domain/reseller/reseller.state.js';
import type { VendorError } from '#domain/subscription/subscription.events.js';
import type { SubscriptionStatus } from '#domain/subscription/subscription.refusals.js';
import {
  date,
  described,
  instant,
  integer,
  type JsonSchema,
  listOf,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  truth,
} from '#feed/shapes/shape.js';
import {
  country,
  customerId,
  cutoff as cutoffOfEvents,
  money,
  pricePerSeat,
  resellerId,
  subscriptionId,
  term,
  trackingId,
} from '#feed/shapes/shared.shapes.js';
import type { CartAnswer } from '#read-models/cart/cart.queries.js';
import type { ChoicesAnswer } from '#read-models/catalogue/catalogue.queries.js';
import type { CatalogueItem, ServicePlanAnswer } from '#read-models/catalogue/service-plan.queries.js';
import type { ChargeAnswer } from '#read-models/charge/charge.queries.js';
import type { CustomerAnswer } from '#read-models/customer/customer.queries.js';
import type { HistoryItem } from '#read-models/history/history.queries.js';
import type { LicenseAnswer } from '#read-models/license/license.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import type { ResellerAnswer } from '#read-models/reseller/reseller.queries.js';
import type { SearchHit } from '#read-models/search/search.queries.js';
import type { SubscriptionAnswer } from '#read-models/subscription/subscription.answer.js';
import type { AnchorAnswer } from '../operations/anchors/anchors.controller.js';
import type { DeliveryAnswer, WebhookAnswer } from '../webhooks/webhook-answer.js';

/** Answers print it already. */
const productId = text<string>('The product ID, with hyphens. Never parsed for meaning.');
const plan = {
  productId,
  productName: text<string>('The product.'),
  period: oneOf<'annual' | 'monthly'>(['annual', 'monthly'], 'One charge a term, or twelve instalments.'),
  supportLevel: oneOf<'basic' | 'advanced'>(['basic', 'advanced'], 'The level of support.'),
};
/** As events show it. */
export const cutoff: Shape<NonNullable<SubscriptionAnswer['cutoff']>> = {
  schema: cutoffOfEvents.schema,
  show: (value) => value,
};
export const revision = integer('Counts the changes from 0; the entity tag too.');
export const position = text<string>('Opaque. For `Read-After`, and for `after` of the feed.');
const erased = optional<true>({
  schema: { const: true, description: 'Present only when what is personal was erased.' },
  show: (value) => value,
});
const csn = nullable(text<string>('Customer Specific Number: ten digits; null where there is none.'));

/** What is read of many streams says how far the read models had come. */
type Positioned<Answer> = Answer & { readonly position: string };

export const pageOf = <Item>(item: Shape<Item>): Shape<Positioned<Page<Item>>> =>
  record<Positioned<Page<Item>>>({
    items: listOf(item, 'In order.'),
    nextCursor: nullable(text<string>('`cursor` of the next page; null: this is the last.')),
    position,
  });

/** As the catalogue shows a plan. */
export const planFields = {
  ...plan,
  catalogue: oneOf<'open' | 'specialized'>(['open', 'specialized'], 'Specialized plans need a verified CSN.'),
  price: pricePerSeat,
};

export const catalogueItem = record<CatalogueItem>(planFields, 'A plan that the reseller may buy.');

export const servicePlan = record<ServicePlanAnswer>({
  ...planFields,
  onSale: truth('False once withdrawn from sale.'),
  revision,
  position,
});

const STEPS = ['product', 'period', 'supportLevel'] as const;

export const choices = record<Positioned<ChoicesAnswer>>({
  next: nullable(oneOf(STEPS, 'What to choose next; null: nothing is left to choose.')),
  choices: listOf(
    text<string>('One of its values.'),
    'What there is to choose from; a single choice is taken by itself.',
  ),
  plan: nullable(described(catalogueItem, 'The one plan that the choices lead to; null before that.')),
  position,
});

const CSN_STATUSES = ['none', 'pending', 'verified', 'rejected', 'revoked'] as const satisfies readonly CsnStatus[];
export const csnStatus = oneOf(CSN_STATUSES, 'What the vendor says of the CSN.');

export const reseller = record<ResellerAnswer>({
  resellerId,
  name: text<string>('The name.'),
  country,
  supportEmail: text<string>('Whom the vendor may ask where an order names nobody.'),
  csn,
  csnStatus,
  revision,
  position,
});

export const customer = record<CustomerAnswer>({
  customerId,
  resellerId,
  name: nullable(text<string>('The name; null once erased.')),
  postalCode: nullable(text<string>('The postal code; null once erased.')),
  country,
  csn,
  address: nullable(text<string>('The address; null where there is a CSN, and once erased.')),
  erased,
  revision,
  position,
});

export const cart = record<CartAnswer>({
  customerId,
  resellerId,
  item: nullable(described(catalogueItem, 'What is in it; null: nothing.')),
  quantity: nullable(integer('Seats; null: nothing is in it.', 1)),
  cost: nullable(money('What a whole term would cost; null: nothing is in it.')),
  revision: nullable(integer('Counts the changes from 0; null where nothing was ever placed in it.')) as Shape<number>,
  position,
});

const STATUSES = [
  'pending',
  'in-review',
  'not-provisioned',
  'active',
  'ended',
  'replaced',
  'closed',
] as const satisfies readonly SubscriptionStatus[];
export const status = oneOf(STATUSES, 'Where it stands.');
const minor = (description: string) => integer(`${description} In minor units of the price's currency.`);

export const subscription = record<SubscriptionAnswer>({
  subscriptionId,
  trackingId,
  attempt: integer('Counts from 1; one more with each resubmission.', 1),
  resellerId,
  customerId,
  ...plan,
  poNumber: text<string>("The reseller's purchase order."),
  supportContact: nullable(text<string>('Whom the vendor may ask; null once erased.')),
  erased,
  status,
  seats: integer('Seats.', 1),
  seatsAtRenewal: integer('Seats from the next renewal.'),
  planAtRenewal: text<string>('Product ID of the plan from the next renewal, with hyphens.'),
  assignedLicenses: integer('Seats that are given to end users.'),
  autoRenew: truth('False once disabled, for good.'),
  endsOn: nullable(date<string>('Its last day; null while it renews.')),
  updatesEntitled: truth('The reseller has a valid CSN now.'),
  term: nullable(described(term, 'The present term, both dates included; null before activation.')),
  cutoff: nullable(cutoff),
  price: pricePerSeat,
  commitment: record<SubscriptionAnswer['commitment']>(
    {
      totalMinor: minor('What is owed for the present term; 0 before activation.'),
      chargedMinor: minor('What of it has fallen due.'),
      remainingMinor: minor('What has not yet.'),
      until: nullable(date<string>('The last day of the term; null before activation.')),
    },
    'What the customer owes, whatever happens.',
  ),
  vendorError: nullable(
    record<VendorError>(
      { code: integer("The vendor's own."), message: text("In the vendor's words.") },
      'Why it was not provisioned; null where it was not refused.',
    ),
  ),
  replaces: nullable(text<string>('The order that it took the place of; null: none.')),
  replacedBy: nullable(text<string>('The order that took its place; null: none.')),
  revision,
  position,
});

export const charge = record<ChargeAnswer>({
  subscriptionId,
  kind: oneOf(['term', 'instalment', 'seats'], "An annual term's one charge, one of twelve, or added seats."),
  termNumber: integer('The term that it is of.', 1),
  instalmentNumber: optional(integer('1 to 12; absent where it is of no instalment.', 1)),
  dueOn: date<string>('The day on which it fell due.'),
  amount: money('What is owed.'),
});

export const license = record<LicenseAnswer>({
  endUserId: text<string>("The customer's own id."),
  assignedAt: instant<string>('Since when.'),
});

const happened = record<Omit<HistoryItem, 'type'>>({
  revision: integer('Counts from 0.'),
  effectiveAt: instant<string>('As of when it counts.'),
  recordedAt: instant<string>('When it was written down.'),
  actor: text<string>('Who did it: role and key, or a worker.'),
  data: {
    schema: { type: 'object', description: "The event's facts; what is personal is null once erased." },
    show: (value) => value,
  },
}).schema as { readonly properties: JsonSchema; readonly required: readonly string[] };

/** Of all shapes only an event's has no `type` of its own: here it is one of the fields. */
export const historyItem: Shape<HistoryItem> = {
  schema: {
    ...happened,
    properties: { type: { type: 'string', description: 'What happened.' }, ...happened.properties },
    required: ['type', ...happened.required],
  },
  show: (value) => value,
};

const nullableTexts = (items: string, all: string) => nullable(listOf(text<string>(items), all));

export const webhook = record<WebhookAnswer>({
  webhookId: text<string>('The webhook.'),
  url: text<string>('Where events are posted to.'),
  types: nullableTexts('A type of the feed.', 'Which types it is told of; null: all.'),
  resellers: nullableTexts('A reseller.', 'Whose events it is told of; null: of everybody.'),
  status: oneOf(['active', 'paused', 'disabled'], 'Only an active one is told; none loses anything.'),
  disabledReason: nullable(
    oneOf(['gone', 'failing'], 'It answered 410, or took nothing for days; null while it is not disabled.'),
  ),
  secretNumber: integer('Of the secret that signs; one more for each rotation.', 1),
  previousSecretUntil: nullable(instant<string>('Until then the secret before signs too; null: there is none.')),
  delivery: optional(
    record<NonNullable<WebhookAnswer['delivery']>>(
      {
        position: nullable(text<string>('Up to where the history was looked through; null: not begun.')),
        waiting: integer('Streams with something that it is still to be told.'),
        parked: integer('Streams that wait for a release.'),
        failingSince: nullable(instant<string>('Since when it took nothing; null while it takes.')),
      },
      'How far it is; only where it is asked for by itself.',
    ),
  ),
  revision,
  position,
});

export const webhookDelivery = record<DeliveryAnswer>({
  id: text<string>('Of the event; sent as `webhook-id`.'),
  eventType: text<string>('Of the event.'),
  subject: text<string>('What it happened to.'),
  position,
  status: oneOf(['delivered', 'retrying', 'parked'], 'Parked: later events of the same subject wait for a release.'),
  attempts: integer('How often it was tried.', 1),
  httpStatus: nullable(integer('What was answered; null: nothing.', 100)),
  error: nullable(text<string>('Why it was not taken; null where it was.')),
  attemptedAt: instant('When it was tried last.'),
});

const sha256Hex = (description: string) => text<string>(`${description} SHA-256 in hexadecimal.`);

export const anchorFields = {
  anchoredAt: instant<string>('When, by the Clock.') as Shape<AnchorAnswer['anchoredAt']>,
  anchoredBy: text<string>('`worker` for the daily one; else role and key.'),
  position: text<string>('Commit position of the last event in the tree, in digits.'),
  events: integer('Leaves of the tree.'),
  streams: integer('Streams that had begun.'),
  root: sha256Hex('Root of the tree (RFC 6962).'),
};

export const anchors = record<{ readonly items: readonly AnchorAnswer[] }>({
  items: listOf(record<AnchorAnswer>(anchorFields), 'Oldest first.'),
});

export const searchHits = record<{ readonly items: readonly SearchHit[] }>({
  items: listOf(
    record<SearchHit>({
      kind: oneOf(['subscription', 'customer', 'reseller', 'service-plan'], 'What it is.'),
      id: text<string>('Its id, as it is asked for.'),
      title: text<string>('What people call it.'),
      detail: text<string>('What tells it from others.'),
      match: oneOf(['id', 'tracking-id', 'po-number', 'name', 'product'], 'By what it was found.'),
    }),
    'At most ten of each kind.',
  ),
});
