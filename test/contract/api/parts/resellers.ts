import { eventually } from '../../../support/eventually.js';
import { type Answer, ApiUnderTest, hashed, type Json, writeKeys } from '../running-api.js';
import { BODIES, customer, MONTHLY, NOBODYS, OF_ONE, order, PLAN, plan, QUERIES, reseller } from './resellers-asked.js';

const ALPHA = { headers: { authorization: 'Bearer the-key-of-alpha' } };
const BETA = { headers: { authorization: 'Bearer the-key-of-beta' } };

/** Everything that is beta's has this in its id, its name or its PO number. */
const BETAS = /beta/i;

const record = (reseller: string) => ({
  id: `${reseller}-1`,
  client: `${reseller}-portal`,
  role: 'intake',
  resellers: [reseller],
  sha256: hashed(`the-key-of-${reseller}`),
  createdAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
});

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly hasBody: boolean;
}

/** Not of the surface for intake: its role may do nothing there, whoever's it is. */
const ofOperations = ({ path }: Route): boolean => path.startsWith('/v1/ops/');

let t: ApiUnderTest;
let routes: readonly Route[];
let betas: string;

async function routesOf(): Promise<readonly Route[]> {
  const { paths } = (await t.get('/openapi.json')).body as { paths: Record<string, Record<string, Json>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operationId: String(operation.operationId),
      hasBody: operation.requestBody !== undefined,
    })),
  );
}

/** @param ids in place of the path's parameters. */
const filled = (path: string, ids: Readonly<Record<string, string>>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

const BETAS_IDS = () => ({ resellerId: 'beta', customerId: 'beta-c', subscriptionId: betas, endUserId: 'ada' });
const NOBODYS_IDS = { resellerId: 'nobody', customerId: 'nobody', subscriptionId: 'nobody', endUserId: 'ada' };
let asks = 0;

function ask(
  { method, path, operationId, hasBody }: Route,
  ids: Readonly<Record<string, string>>,
  query = '',
): Promise<Answer> {
  asks += 1;
  if (hasBody && BODIES[operationId] === undefined) throw new Error(`${operationId}: say its body here`);
  return t.send(method, `${filled(path, ids)}${query}`, hasBody ? BODIES[operationId] : undefined, {
    ...ALPHA,
    key: `alpha-asks-${asks}`,
  });
}

async function makeMarket(name: string): Promise<string> {
  await t.put(`/v1/resellers/${name}`, reseller(name));
  await t.put(`/v1/customers/${name}-c`, customer(name));
  await t.put(`/v1/customers/${name}-c/cart`, { productId: PLAN, quantity: 2 });
  const ordered = await t.post('/v1/orders', order(name, `${name}-c`), `order-of-${name}`);
  const subscriptionId = String(ordered.body.subscriptionId);
  await t.activate(subscriptionId);
  await t.put(`/v1/subscriptions/${subscriptionId}/licenses/ada`, undefined);
  return subscriptionId;
}

/** Everything of beta's, as an admin sees it; the position of a list is that of the whole history. */
const stateOfBeta = async () =>
  Promise.all(
    ['resellers/beta', 'customers/beta-c', 'customers/beta-c/cart', `subscriptions/${betas}/history`, 'charges'].map(
      async (path) => {
        const { body } = await t.get(`/v1/${path}`);
        return 'items' in body ? body.items : body;
      },
    ),
  );

/** One reseller never sees another. */
export function resellers(api: () => ApiUnderTest): void {
  describe('resellers', () => {
    beforeAll(async () => {
      t = api();
      writeKeys(t.keysFile, [], [record('alpha'), record('beta')]);
      await t.put(`/v1/service-plans/${PLAN}`, plan('annual'));
      await t.put(`/v1/service-plans/${MONTHLY}`, plan('monthly'));
      await makeMarket('alpha');
      betas = await makeMarket('beta');
      await eventually(async () => {
        const { items } = (await t.get('/v1/charges?resellerId=beta', BETA)).body;
        const licenses = (await t.get(`/v1/subscriptions/${betas}/licenses`, BETA)).body;
        return Array.isArray(items) && items.length > 0 && Array.isArray(licenses.items) && licenses.items.length > 0;
      });
      routes = await routesOf();
    }, 120_000);

    describe('a key bound to one reseller, on every route of the surface', () => {
      it('finds nothing of another, in the very words for what does not exist', async () => {
        const before = await stateOfBeta();
        const named = routes.filter((route) => /\{(reseller|customer|subscription)Id\}/.test(route.path));
        for (const route of named.filter((route) => !ofOperations(route))) {
          const [theirs, nobodys] = [await ask(route, BETAS_IDS()), await ask(route, NOBODYS_IDS)];
          const without = (answer: Answer, id: string) => JSON.stringify(answer.body).replaceAll(id, 'it');
          expect([route.operationId, theirs.status, theirs.body.code]).toEqual([route.operationId, 404, 'not-found']);
          const kind = /\{(\w+)\}/.exec(route.path)?.[1] as keyof typeof NOBODYS_IDS;
          expect(without(theirs, BETAS_IDS()[kind])).toBe(without(nobodys, NOBODYS_IDS[kind]));
        }
        expect(await stateOfBeta()).toEqual(before);
      });

      it('is shown nothing of another in any list, nor when it asks for it', async () => {
        for (const route of routes.filter(({ path, method }) => method === 'GET' && !path.includes('{'))) {
          if (!route.path.startsWith('/v1') || ofOperations(route) || NOBODYS.includes(route.operationId)) continue;
          const queries = QUERIES[route.operationId];
          if (queries === undefined) throw new Error(`${route.operationId}: say here how to ask it for another's`);
          for (const query of queries) {
            const named = await ask(route, {}, query);
            expect([route.operationId, query, named.status, named.body.code]).toEqual([
              route.operationId,
              query,
              404,
              'not-found',
            ]);
          }
          const own = await ask(route, {}, OF_ONE.includes(route.operationId) ? '?resellerId=alpha' : '');
          expect([route.operationId, own.status]).toEqual([route.operationId, 200]);
          expect(own.text).not.toMatch(BETAS);
        }
        expect((await t.get('/v1/subscriptions', ALPHA)).text).toContain('alpha-c');
        expect((await t.get('/v1/subscriptions', BETA)).text).toContain(betas);
        expect((await t.get('/v1/charges', BETA)).text).toContain(betas);
      });

      it('may ask nothing of operations, with a body or without', async () => {
        // Whose key it is may be asked with any.
        const closed = routes.filter((route) => ofOperations(route) && route.operationId !== 'session');
        for (const { method, path, operationId, hasBody } of closed) {
          const { status, body } = await t.send(method, filled(path, BETAS_IDS()), hasBody ? {} : undefined, {
            ...ALPHA,
            key: `ops-${operationId}`,
          });
          expect([operationId, status, body.code]).toEqual([operationId, 403, 'forbidden']);
        }
      });

      it('makes nothing for another, and takes nothing over', async () => {
        const before = await stateOfBeta();
        const asked: readonly [string, string, Json][] = [
          ['PUT', '/v1/resellers/beta-2', reseller('beta-2')],
          ['PUT', '/v1/customers/new', customer('beta')],
          ['PUT', '/v1/customers/beta-c', customer('alpha')],
          ['POST', '/v1/orders', order('beta', 'beta-c')],
          ['POST', '/v1/orders', order('alpha', 'beta-c')],
          ['POST', '/v1/orders', order('beta', 'alpha-c')],
          ['POST', '/v1/orders/preview', order('beta', 'beta-c')],
          ['POST', '/v1/orders/preview', order('alpha', 'beta-c')],
        ];
        for (const [index, [method, path, body]] of asked.entries()) {
          const { status, body: problem } = await t.send(method, path, body, { ...ALPHA, key: `make-${index}` });
          expect([method, path, status, problem.code]).toEqual([method, path, 404, 'not-found']);
        }
        expect((await t.get('/v1/resellers/beta-2')).status).toBe(404);
        expect(await stateOfBeta()).toEqual(before);
      });

      it('may do with its own what it likes', async () => {
        expect((await t.put('/v1/resellers/alpha', reseller('alpha'), ALPHA)).status).toBe(200);
        expect((await t.put('/v1/customers/alpha-2', { ...customer('alpha'), name: 'Other' }, ALPHA)).status).toBe(201);
        const ordered = await t.post('/v1/orders', order('alpha', 'alpha-2'), 'own', ALPHA);
        expect(ordered.status).toBe(201);
        expect((await t.post('/v1/orders/preview', order('alpha', 'alpha-2'), 'own', ALPHA)).status).toBe(200);
      });
    });

    describe('in bulk', () => {
      const lines = (): readonly [string, Json][] => [
        ['RegisterReseller', { resellerId: 'beta', ...reseller('beta') }],
        ['RegisterCsn', { resellerId: 'beta', csn: '0070012345' }],
        ['RegisterCustomer', { customerId: 'beta-c', ...customer('beta') }],
        ['RegisterCustomer', { customerId: 'beta-c', ...customer('alpha') }],
        ['PlaceInCart', { customerId: 'beta-c', productId: PLAN, quantity: 1 }],
        ['EmptyCart', { customerId: 'beta-c' }],
        ['CheckOutCart', { customerId: 'beta-c', poNumber: 'PO-1' }],
        ['OrderSubscription', order('beta', 'beta-c')],
        ['OrderSubscription', order('alpha', 'beta-c')],
        ...['AssignLicense', 'UnassignLicense'].map((name): [string, Json] => [
          name,
          { subscriptionId: betas, endUserId: 'bob' },
        ]),
        ...[
          'ResubmitOrder',
          'ReplaceOrder',
          'CloseOrder',
          'AddSeats',
          'ReduceSeatsAtRenewal',
          'SwitchTermAtRenewal',
          'DisableAutoRenew',
        ].map((name): [string, Json] => [name, { subscriptionId: betas, ...BODIES[name] }]),
      ];

      it('another reseller is not found, line by line', async () => {
        const before = await stateOfBeta();
        const body = lines().map(([command, payload], index) =>
          JSON.stringify({ idempotencyKey: `b-${index}`, command, payload }),
        );
        const answers = await t.bulk(body.join('\n'), ALPHA);
        const codes = answers.map(({ status, problem }) => [status, (problem as Json | undefined)?.code]);
        expect(codes).toEqual(lines().map(() => [404, 'not-found']));
        expect(await stateOfBeta()).toEqual(before);
      });

      it('a customer registered by one line can be ordered for by the next', async () => {
        const body = [
          {
            idempotencyKey: 'n-1',
            command: 'RegisterCustomer',
            payload: { customerId: 'alpha-3', ...customer('alpha'), name: 'Third' },
          },
          { idempotencyKey: 'n-2', command: 'OrderSubscription', payload: order('alpha', 'alpha-3') },
        ];
        const answers = await t.bulk(body.map((line) => JSON.stringify(line)).join('\n'), ALPHA);
        expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      });
    });
  });
}
