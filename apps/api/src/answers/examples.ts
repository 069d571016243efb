import type { JsonSchema } from '#feed/shapes/shape.js';

/** What stands for a field of this name in every example: one story, so that examples fit each other. */
export const WORDS: Readonly<Record<string, unknown>> = {
  resellerId: 'reseller-7',
  customerId: 'customer-42',
  subscriptionId: '6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e',
  replaces: '1b0e4a52-90c1-5d3f-a2a7-6c5d4e3f2a1b',
  replacedBy: '1b0e4a52-90c1-5d3f-a2a7-6c5d4e3f2a1b',
  trackingId: 'T-6F1C2A3B4D5E',
  endUserId: 'ada@customer.example',
  productId: '057O1-WW6525-L347',
  planAtRenewal: '057O1-WW6525-L347',
  product: 'AutoCAD LT',
  productName: 'AutoCAD LT',
  q: 'autocad',
  name: 'Fabrikam Bau GmbH',
  postalCode: '80331',
  address: 'Marienplatz 1, München',
  country: 'DE',
  supportEmail: 'support@reseller.example',
  supportContact: 'support@reseller.example',
  csn: '0070012345',
  poNumber: 'PO-20260001',
  currency: 'USD',
  amountMinor: 57_625,
  totalMinor: 172_875,
  chargedMinor: 172_875,
  remainingMinor: 0,
  quantity: 3,
  seats: 3,
  seatsAtRenewal: 3,
  add: 2,
  message: 'The address is not known.',
  code: 12,
  calendar: 'US',
  timeZone: 'America/Los_Angeles',
  reason: 'Ticket 4711',
  actor: 'intake:portal-1',
  id: 'customer-42',
  stream: 'subscription-6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e',
  command: 'OrderSubscription',
  type: 'SubscriptionActivated',
  source: 'urn:uuid:5f0c8a52-1f2e-4c39-9a53-0d6c7b1e8f24',
  subject: 'subscription/6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e',
  dataschema: '/schemas/events/SubscriptionActivated.v1',
  resellerid: 'reseller-7',
  webhookId: '1b0e4a52-90c1-5d3f-a2a7-6c5d4e3f2a1b',
  url: 'https://erp.example/termbook',
  types: ['termbook.SubscriptionActivated.v1'],
  resellers: ['reseller-7'],
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  idempotencyKey: 'order-4711',
  'Idempotency-Key': 'order-4711',
  'If-Match': '"3"',
  'Read-After': '5f0c8a521f2e4c399a530d6c7b1e8f24.1267',
  'Last-Event-ID': '5f0c8a521f2e4c399a530d6c7b1e8f24.1267',
  position: '5f0c8a521f2e4c399a530d6c7b1e8f24.1267',
  after: '5f0c8a521f2e4c399a530d6c7b1e8f24.1267',
  cursor: 'eyJhZnRlciI6IjEyIn0',
  nextCursor: null,
  limit: 50,
  now: '2027-03-01T00:00:00.000Z',
  startDate: '2026-03-01',
  endDate: '2027-02-28',
  endsOn: '2027-02-28',
  until: '2027-02-28',
  choices: ['annual', 'monthly'],
};

const DATE = '2026-03-01';
const INSTANT = '2026-03-01T09:30:00.000Z';
const UUID = '0d9b2f6e-77aa-8c41-9b0e-2f8d3a5c6e71';

const UUID_FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const BY_FORMAT: Readonly<Record<string, string>> = { date: DATE, 'date-time': INSTANT, uuid: UUID };

/** Fields that say something out of the ordinary: left out unless they are required. */
const RARE = new Set([
  'erased',
  'confirmDistinct',
  'failed',
  'problem',
  'replayed',
  'cursor',
  'receivedAt',
  'evidence',
  'after',
]);

/** Makes an example of what a schema describes. */
export class Examples {
  constructor(private readonly components: Readonly<Record<string, JsonSchema>>) {}

  of(schema: JsonSchema, name = ''): unknown {
    const known = this.resolved(schema);
    if ('example' in known && !(name in WORDS)) return known.example;
    if ('const' in known) return known.const;
    if (name in WORDS && fits(WORDS[name], known)) return WORDS[name];
    if (Array.isArray(known.enum)) return known.enum[0];
    const [first] = [known.allOf ?? known.anyOf ?? known.oneOf].flat() as (JsonSchema | undefined)[];
    if (first !== undefined && known.type === undefined) return this.of(first, name);
    return this.ofType([known.type].flat()[0], known, name);
  }

  private ofType(type: unknown, schema: JsonSchema, name: string): unknown {
    if (type === 'object') return this.ofObject(schema);
    if (type === 'array') return [this.of((schema.items ?? {}) as JsonSchema)];
    if (type === 'boolean') return false;
    if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
    const formed = BY_FORMAT[String(schema.format)];
    if (formed !== undefined) return formed;
    if (type === 'string' && schema.pattern === undefined) return `An example of ${name || 'it'}`;
    // The check finds it, and says where: give the field an example, or its name a word above.
    return '?';
  }

  private ofObject({ properties = {}, required = [] }: JsonSchema): object {
    const wanted = new Set(required as readonly string[]);
    const fields = Object.entries(properties as Readonly<Record<string, JsonSchema>>);
    return Object.fromEntries(
      fields
        .filter(([name]) => wanted.has(name) || !RARE.has(name))
        .map(([name, schema]) => [name, this.of(schema, name)]),
    );
  }

  private resolved(schema: JsonSchema): JsonSchema {
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
    return name === undefined ? schema : { ...this.components[name], ...schema };
  }
}

/** A name may mean something else elsewhere. */
function fits(word: unknown, { type, enum: values, properties, format }: JsonSchema): boolean {
  if (format === 'uuid' && !UUID_FORM.test(String(word))) return false;
  if (format === 'date-time' && !/T\d/.test(String(word))) return false;
  if (Array.isArray(values)) return values.includes(word);
  const types = [type].flat();
  if (word === null) return types.includes('null');
  if (Array.isArray(word)) return types.includes('array');
  if (typeof word === 'number') return types.includes('integer') || types.includes('number');
  return types.includes('string') && properties === undefined;
}
