import { randomUUID } from 'node:crypto';
import { NEVER_ACCEPTED } from '#apps/api/src/answers/write-answers.js';
import { writtenApi } from '#apps/api/src/contract/written-api.js';
import { POSTS_WITHOUT_KEY } from '#client/termbook-api.js';
import { eventually } from '../../support/eventually.js';
import { type Came, Document, type Documented } from './documented.js';
import { ApiUnderTest, type Json } from './running-api.js';

/** As it is in every example. */
const SUBSCRIPTION = '6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e';
const MONTHLY = '057O1-WW6525-T347';

let t: ApiUnderTest;
let document: Document;

type Path = Readonly<Record<string, unknown>>;

/**
 * What an operation needs to be there before its example can be sent, beside the reseller, customer, plan and an active
 * subscription of the examples. @returns what takes the place of the example's path parameters.
 */
const BEFORE: Readonly<Record<string, () => Promise<Path | undefined>>> = {
  ResubmitOrder: () => notProvisioned(),
  ReplaceOrder: () => notProvisioned(),
  CloseOrder: () => notProvisioned(),
  CheckOutCart: () => sendNamed('PlaceInCart'),
  UnassignLicense: () => sendNamed('AssignLicense'),
  DisableAutoRenew: () => active(),
  SwitchTermAtRenewal: () => active(),
  HoldDueWork: () => active(),
  ReleaseDueWork: () => active(),
  ...Object.fromEntries(
    [
      'webhook',
      'webhookDeliveries',
      'ChangeWebhook',
      'ReleaseWebhook',
      'RotateWebhookSecret',
      'ReplayWebhook',
      'DeleteWebhook',
    ].map((operationId) => [operationId, () => ofWebhook()]),
  ),
  EraseCustomer: async () => {
    await t.put('/v1/customers/customer-42', { ...exampleBody('RegisterCustomer'), confirmDistinct: true });
    return undefined;
  },
};

/** Sent last: they take away what the others need. */
const LAST = ['WithdrawServicePlan', 'EraseCustomer', 'DeleteWebhook'];
/** What the worker does, and there is none here: test/contract/clock; what needs a rebuild at some stage: rebuilds.test.ts. */
const REBUILDING = [
  'rebuildStatus',
  'cutOver',
  'rollBack',
  'cancelRebuild',
  'tryParked',
  'releaseParked',
  'verification',
];
const ELSEWHERE = ['moveClock', 'audit', 'anchorHistory', 'checkAnchors', 'whatIf', ...REBUILDING];
/** Asked for as follows, in place of an example. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  timeline: ['/v1/ops/subscriptions/:id/timeline'],
  asOf: ['/v1/ops/subscriptions/:id/as-of', '/v1/ops/customers/customer-42/as-of'],
  diff: ['/v1/ops/subscriptions/:id/diff?from=2020-01-01T00:00:00Z'],
  explain: ['/v1/ops/subscriptions/:id/explain?field=/cutoff'],
  due: ['/v1/ops/due?limit=3'],
  dueSummary: ['/v1/ops/due/summary?by=week'],
};

const named = (operationId: string): Documented => {
  const operation = document.operations.find((one) => one.operationId === operationId);
  if (operation === undefined) throw new Error(`There is no operation ${operationId}`);
  return operation;
};

const exampleBody = (operationId: string): object =>
  Object.values(named(operationId).requestBody?.content ?? {})[0]?.example as object;

async function sendNamed(operationId: string): Promise<undefined> {
  const { status, text } = await send(named(operationId), { subscriptionId: present });
  if (status >= 300) throw new Error(`${operationId}: ${status} ${text}`);
}

let present: string;

async function ordered(): Promise<string> {
  const { status, body } = await t.post('/v1/orders', exampleBody('OrderSubscription'), randomUUID());
  if (status !== 201) throw new Error(JSON.stringify(body));
  return String(body.subscriptionId);
}

async function active(): Promise<{ readonly subscriptionId: string }> {
  const subscriptionId = await ordered();
  await t.activate(subscriptionId);
  return { subscriptionId };
}

async function notProvisioned(): Promise<{ readonly subscriptionId: string }> {
  const subscriptionId = await ordered();
  await t.fail(subscriptionId, 12);
  return { subscriptionId };
}

/** A position of this store takes the place of the example's. */
async function ofWebhook(): Promise<Path> {
  const { body } = await t.post('/v1/webhooks', exampleBody('RegisterWebhook'), 'the-webhook');
  return { webhookId: body.webhookId, after: body.position };
}

/** The very example of the document; optional parameters are left out. */
function send({ path, method, parameters = [], requestBody }: Documented, instead: Path = {}): Promise<Came> {
  const inPath = parameters.filter((one) => one.in === 'path');
  const at = inPath.reduce(
    (whole, { name, example }) => whole.replace(`{${name}}`, encodeURIComponent(String(instead[name] ?? example))),
    path,
  );
  const query = parameters.filter((one) => one.in === 'query' && one.required);
  const asked = query.map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`).join('&');
  const [[type, content] = []] = Object.entries(requestBody?.content ?? {});
  const given = Object.entries(instead).filter(([name]) => name in Object(content?.example));
  const example = content && JSON.stringify({ ...Object(content.example), ...Object.fromEntries(given) });
  const body = typeof content?.example === 'string' ? content.example : example;
  return t.send(method.toUpperCase(), asked === '' ? at : `${at}?${asked}`, body, {
    key: randomUUID(),
    headers: type === undefined ? {} : { 'content-type': type },
  });
}

beforeAll(async () => {
  t = await ApiUnderTest.start();
  document = await Document.of(t.api.url);
  for (const operationId of ['RegisterReseller', 'RegisterCustomer', 'ListServicePlan']) await sendNamed(operationId);
  await t.put(`/v1/service-plans/${MONTHLY}`, { ...exampleBody('ListServicePlan'), period: 'monthly' });
  ({ subscriptionId: present } = await active());
  await sendNamed('AssignLicense');
  await sendNamed('PlaceInCart');
  await eventually(async () => {
    const { body } = await t.get(`/v1/subscriptions/${present}`);
    return body.assignedLicenses === 1 && (await t.get('/v1/customers/customer-42/cart')).status === 200;
  });
}, 120_000);

afterAll(() => t?.stop(), 30_000);

describe('the document of the API', () => {
  it('is the one that is written without a running api', async () => {
    const { body } = await t.get('/openapi.json', { as: null });
    expect(body).toEqual(JSON.parse(JSON.stringify(await writtenApi())));
    expect(body.openapi).toBe('3.1.0');
  });

  it('has no POST without a key but those that our client sends again without one', () => {
    const keyless = document.operations
      .filter(({ method }) => method === 'post')
      .filter(({ parameters = [] }) => !parameters.some(({ name }) => name === 'Idempotency-Key'));
    expect(keyless.map(({ path }) => path).sort()).toEqual([...POSTS_WITHOUT_KEY].sort());
  });

  it('has examples that are taken, and answered as it says', async () => {
    const inOrder = [...document.operations].sort(
      (one, other) => Number(LAST.includes(one.operationId)) - Number(LAST.includes(other.operationId)),
    );
    const faults: unknown[] = [];
    const sent = inOrder.filter(({ operationId }) => !ELSEWHERE.includes(operationId) && !(operationId in ASKED));
    for (const operation of sent) {
      const { operationId } = operation;
      const came = await send(operation, { subscriptionId: present, ...(await BEFORE[operationId]?.()) });
      const taken = came.status < 300 || NEVER_ACCEPTED.includes(operationId);
      // What a new route needs first: BEFORE, above.
      if (!taken) faults.push(`${operationId}: its example is answered ${came.status} ${came.text}`);
      const wrong = document.faultsOf(operation, came);
      if (wrong.length > 0) faults.push({ operationId, answered: came.text.slice(0, 500), wrong });
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it.each(Object.entries(ASKED).flatMap(([operationId, paths]) => paths.map((path) => [operationId, path] as const)))(
    'says exactly what is answered: %s',
    async (operationId, path) => {
      const came = await t.get(path.replace(':id', present));
      expect([came.status, document.faultsOf(named(operationId), came)]).toEqual([200, []]);
    },
  );

  it('has answers in its examples that are as it says', () => {
    const faults = document.operations.flatMap(({ operationId, responses }) =>
      Object.values(responses).flatMap(({ content = {} }) =>
        Object.values(content)
          .filter(({ example }) => example !== undefined)
          .flatMap(({ schema, example }) => document.faultsOfValue(schema, example))
          .map((wrong) => ({ operationId, wrong })),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('says what a problem is', async () => {
    const came = await t.get('/v1/resellers/nobody');
    expect([came.status, document.faultsOf(named('reseller'), came)]).toEqual([404, []]);
  });

  it('would find an answer that is not as it says', async () => {
    const came = await t.get('/v1/resellers/reseller-7');
    expect(document.faultsOf(named('customer'), came)).not.toEqual([]);
    const more = { ...came, text: JSON.stringify({ ...(came.body as Json), more: 1 }) };
    expect(document.faultsOf(named('reseller'), more)).toMatchObject([{ keyword: 'additionalProperties' }]);
    expect(document.faultsOf(named('reseller'), { ...came, status: 418 })).toEqual([
      'reseller does not say that it may answer 418',
    ]);
  });

  it('names the code that a route does not name', () => {
    expect(document.silentOn('GET', '/v1/resellers/r-1', 404, 'not-found')).toBeUndefined();
    expect(document.silentOn('GET', '/v1/resellers/r-1', 409, 'cart-empty')).toMatch(
      /^reseller answered 409 cart-empty/,
    );
  });

  it('has one subscription in all of its examples', () => {
    const ids = document.operations.flatMap(({ parameters = [] }) =>
      parameters.filter(({ name }) => name === 'subscriptionId').map(({ example }) => example),
    );
    expect(new Set(ids)).toEqual(new Set([SUBSCRIPTION]));
  });
});
