/** What is sent under these names, with its unit, unless its field says it itself. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  resellerId: 'The reseller.',
  customerId: 'The customer.',
  subscriptionId: 'The subscription.',
  productId: 'The product ID: 15 characters, with or without hyphens, in any case.',
  endUserId: "The end user: the customer's own id.",
  idempotencyKey: 'The key of the command, percent-encoded.',
  name: 'The name.',
  postalCode: 'The postal code.',
  address: 'The address; not where there is a CSN.',
  country: 'ISO 3166-1 alpha-2.',
  supportEmail: 'Whom the vendor may ask where an order names nobody.',
  supportContact: "Whom the vendor may ask; left out: the reseller's.",
  csn: 'Customer Specific Number: ten digits, as text.',
  confirmDistinct: 'True registers the customer although another one has the same name and postal code.',
  quantity: 'Seats.',
  seats: 'Seats.',
  add: 'Seats to be added.',
  poNumber: "The reseller's purchase order.",
  startDate: 'The first day of the term; left out: the day of activation.',
  productName: 'The product.',
  product: 'The product, by its name.',
  period: 'One charge a term, or twelve instalments.',
  supportLevel: 'The level of support.',
  catalogue: 'Specialized plans need a verified CSN.',
  price: 'Per seat and 12-month term.',
  amountMinor: 'In minor units of the currency (cents).',
  currency: 'ISO 4217.',
  reason: 'Why; required of operations, and kept in the history.',
  ifLate: 'What becomes of a request after the cutoff; left out: as the vendor policy says.',
  receivedAt:
    'Operations only: when the request had come in, though it could not be taken. Judged as of then. RFC 3339.',
  evidence: 'Required with `receivedAt`: what shows it. Nothing personal: it is kept for ever.',
  now: 'The instant to move to, RFC 3339.',
  ticking: 'Whether it goes on by itself from there; left out: it stands still.',
  q: 'Words to be found in it.',
  status: 'Where it stands.',
  trackingId: 'What the vendor and the reseller call the order by.',
  termEndFrom: 'Term end date, this day or later.',
  termEndTo: 'Term end date, this day or earlier.',
  cutoffFrom: 'Cutoff date, this day or later.',
  cutoffTo: 'Cutoff date, this day or earlier.',
  dueFrom: 'Due on this day or later.',
  dueTo: 'Due on this day or earlier.',
  from: 'From this day or instant on.',
  to: 'Until this day or instant, included.',
  at: 'As of this instant. UTC.',
  webhookId: 'The webhook.',
  rebuildId: 'The rebuild.',
  verificationId: 'The verification.',
  projection: 'The projection.',
  stream: 'The stream, by its whole name.',
  projections: 'Which ones, by name; or `all`.',
  eventsPerSecondMax: 'Not faster than this; left out: as fast as live events let it.',
  kind: 'Of which kind.',
  id: 'Its id.',
  time: 'Whether instants are meant as recorded, or as of when things count.',
  field: 'A JSON pointer into the answer of its query.',
  term: 'The number of a term, counted from 1; left out: the present one.',
  held: 'Only what is on hold, or only what is not.',
  by: 'How long each part is.',
  personalData: 'Whether what is personal stays sealed.',
  vendorErrorCode: "The vendor's own.",
  olderThanSeconds: 'Since so many seconds, or longer.',
  state: 'As its query would have answered; null: it was not there yet.',
  event: 'The event that it came of.',
  inputs: 'What it was decided from.',
  url: 'Where events are posted to; no loopback, private or link-local address unless allowed.',
  types: 'Which types of the feed it is told of; left out: all.',
  resellers: 'Whose events it is told of; left out: of all that the key may see.',
  cursor: '`nextCursor` of the page before; left out: the first page.',
  limit: 'Items of a page.',
  after: 'A position (exclusive), or `end` for what happens from now on; left out: from the first event of all.',
  wait: 'Seconds to wait for events where there are none.',
  'Idempotency-Key': 'Your own key of this command: a repeat gets the first answer again.',
  'Last-Event-ID': 'The `id` after which a stream goes on.',
};

export const saidOf = (name: string): string | undefined => DESCRIPTIONS[name];

/** Adds to fields, however deep, what is said of every field of their name. */
export function describeFields(schemas: Readonly<Record<string, unknown>>): void {
  for (const schema of Object.values(schemas)) describeWithin(schema);
}

interface Described {
  description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: unknown;
}

function describeWithin(schema: unknown): void {
  const { properties = {}, items } = Object(schema) as Described;
  for (const [name, field] of Object.entries(properties)) {
    const said = field.description ?? saidOf(name);
    if (said !== undefined) field.description = said;
    describeWithin(field);
  }
  if (items !== undefined) describeWithin(items);
}
