import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { eventually } from '../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf } from './running-api.js';

const ANNUAL = '057O1-WW6525-L347';

let t: ApiUnderTest;
let document: Json;
let subscriptionId: string;

/** Not content with anything that is not described, wherever the fields of an object are named. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, exact(one)]));
  return 'properties' in value && !('code' in Object(value.properties))
    ? { ...inner, additionalProperties: false }
    : inner;
}

interface Operation {
  readonly operationId?: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

const operations = () =>
  Object.values(document.paths as Json).flatMap((path) => Object.values(path as object) as Operation[]);

function faultsOf(operationId: string, status: string, type: string, body: unknown): unknown {
  const operation = operations().find((one) => one.operationId === operationId);
  const schema = operation?.responses[status]?.content?.[type]?.schema;
  if (schema === undefined) return `${operationId} does not say what it answers with`;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(exact({ ...schema, components: document.components }) as object);
  return validate(body) ? [] : validate.errors;
}

beforeAll(async () => {
  t = await ApiUnderTest.start();
  ({ body: document } = await t.get('/openapi.json', { as: null }));
  await t.put('/v1/resellers/r-1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
  const customer = { resellerId: 'r-1', name: 'Ada', postalCode: '80331', country: 'DE', address: 'Weg 1' };
  await t.put('/v1/customers/c-1', customer);
  const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open' };
  await t.put(`/v1/service-plans/${ANNUAL}`, { ...plan, price: { amountMinor: 57_625, currency: 'USD' } });
  await t.put('/v1/customers/c-1/cart', { productId: ANNUAL, quantity: 2 });
  const order = { resellerId: 'r-1', customerId: 'c-1', productId: ANNUAL, quantity: 2, poNumber: 'PO-1' };
  ({
    body: { subscriptionId },
  } = (await t.post('/v1/orders', order, 'order')) as unknown as { body: { subscriptionId: string } });
  await t.activate(subscriptionId);
  const { body } = await t.put(`/v1/subscriptions/${subscriptionId}/licenses/ada`, {});
  await eventually(async () => {
    const seen = await t.get(`/v1/subscriptions/${subscriptionId}`);
    return seen.body.revision === body.revision;
  });
}, 120_000);

afterAll(() => t?.stop(), 30_000);

describe('the document of the API', () => {
  it('is OpenAPI 3.1, and names a problem for every operation', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().filter(({ responses }) => responses.default === undefined)).toEqual([]);
  });

  it.each([
    ['reseller', '/v1/resellers/r-1'],
    ['customer', '/v1/customers/c-1'],
    ['cart', '/v1/customers/c-1/cart'],
    ['servicePlan', `/v1/service-plans/${ANNUAL}`],
    ['catalogue', '/v1/catalogue?resellerId=r-1'],
    ['choices', '/v1/catalogue/choices?resellerId=r-1'],
    ['subscriptions', '/v1/subscriptions?limit=1'],
    ['subscription', '/v1/subscriptions/:id'],
    ['subscriptionCharges', '/v1/subscriptions/:id/charges'],
    ['licenses', '/v1/subscriptions/:id/licenses'],
    ['history', '/v1/subscriptions/:id/history'],
    ['charges', '/v1/charges'],
    ['timeline', '/v1/ops/subscriptions/:id/timeline'],
    ['asOf', '/v1/ops/subscriptions/:id/as-of'],
    ['asOf', '/v1/ops/customers/c-1/as-of'],
    ['diff', '/v1/ops/subscriptions/:id/diff?from=2020-01-01T00:00:00Z'],
    ['explain', '/v1/ops/subscriptions/:id/explain?field=/cutoff'],
    ['cutoff', '/v1/ops/subscriptions/:id/cutoff'],
    ['due', '/v1/ops/due?limit=3'],
    ['dueSummary', '/v1/ops/due/summary?by=week'],
    ['overdue', '/v1/ops/overdue'],
    ['provisioning', '/v1/ops/provisioning'],
    ['scheduled', '/v1/ops/subscriptions/:id/scheduled'],
  ])('says exactly what is answered: %s', async (operationId, path) => {
    const { status, body } = await t.get(path.replace(':id', subscriptionId));
    expect([status, faultsOf(operationId, '200', 'application/json', body)]).toEqual([200, []]);
  });

  it('says what a problem is', async () => {
    const answer = await t.get('/v1/resellers/nobody');
    expect(problemOf(answer)).toEqual([404, 'not-found']);
    expect(faultsOf('reseller', 'default', 'application/problem+json', answer.body)).toEqual([]);
  });
});
