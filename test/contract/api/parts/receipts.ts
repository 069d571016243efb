import { type Answer, type ApiProcess, ApiUnderTest, type Json, problemOf, type SendOptions } from '../running-api.js';

const PLAN = '057O1-WW6525-L347';
const COPIES_OF_EACH = 8;

let t: ApiUnderTest;
let other: ApiProcess;

const order = { resellerId: 'kept-r1', customerId: 'kept-c1', productId: PLAN, quantity: 3, poNumber: 'PO-1' };
const customer = { resellerId: 'kept-r1', postalCode: '80331', country: 'DE', address: 'Weg 1' };

const receiptsOf = async (key: string, options?: SendOptions): Promise<readonly Json[]> => {
  const answer = await t.get(`/v1/receipts/${encodeURIComponent(key)}`, options);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body.items as readonly Json[];
};

/** Sent at once to both api processes. */
const copies = (send: (options: SendOptions) => Promise<Answer>): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: 2 * COPIES_OF_EACH }, (_, i) => send(i % 2 ? { at: other } : {})));

const replayed = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';

/** What a key did, whichever api process is asked. */
export function receipts(api: () => ApiUnderTest): void {
  describe('receipts', () => {
    beforeAll(async () => {
      t = api();
      other = await t.another();
      const price = { amountMinor: 57_625, currency: 'USD' };
      const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
      await t.put(`/v1/service-plans/${PLAN}`, plan);
      await t.put('/v1/resellers/kept-r1', {
        name: 'Northwind',
        country: 'US',
        supportEmail: 'help@northwind.example',
      });
      await t.put('/v1/customers/kept-c1', { ...customer, name: 'Ada' });
    }, 120_000);

    describe('the receipt of a key', () => {
      it('is the first answer, also after the state has changed', async () => {
        const { body } = await t.post('/v1/orders', order, 'an order');
        await t.activate(String(body.subscriptionId));
        const stream = `subscription-${body.subscriptionId}`;
        expect(await receiptsOf('an order')).toEqual([
          { stream, command: 'OrderSubscription', revisions: [0], answer: body },
        ]);
      });

      it('names every stream that the key was used on', async () => {
        await t.put(
          '/v1/resellers/kept-r2',
          { name: 'Second', country: 'US', supportEmail: 'a@b.example' },
          { key: 'both/two' },
        );
        const placed = await t.put('/v1/customers/kept-c1/cart', { productId: PLAN, quantity: 2 }, { key: 'both/two' });
        const [cart, reseller] = await receiptsOf('both/two');
        expect(cart).toEqual({ stream: 'cart-kept-c1', command: 'PlaceInCart', revisions: [0], answer: placed.body });
        expect(reseller).toMatchObject({ stream: 'reseller-kept-r2', command: 'RegisterReseller', revisions: [0] });
      });

      it('of a checkout gives its one answer for the cart and for the subscription that it became', async () => {
        await t.put('/v1/customers/kept-c1/cart', { productId: PLAN, quantity: 2 });
        const { body } = await t.post('/v1/customers/kept-c1/cart/checkout', { poNumber: 'PO-2' }, 'checkout');
        const [cart, subscription, ...rest] = await receiptsOf('checkout');
        expect(cart).toMatchObject({ stream: 'cart-kept-c1', command: 'CheckOutCart', answer: body });
        const stream = `subscription-${body.subscriptionId}`;
        expect(subscription).toEqual({ stream, command: 'CheckOutCart', revisions: [0], answer: body });
        expect(rest).toEqual([]);
      });

      it('is there for what changed nothing, also where there is nothing', async () => {
        const emptied = await t.delete('/v1/customers/kept-c1/cart', { key: 'empty-1' });
        const nothing = await t.put('/v1/customers/kept-c9', { ...customer, name: 'Nobody' });
        expect(nothing.status).toBe(201);
        const never = await t.delete('/v1/customers/kept-c9/cart', { key: 'empty-2' });
        expect(await receiptsOf('empty-1')).toMatchObject([{ command: 'EmptyCart', answer: emptied.body }]);
        expect(await receiptsOf('empty-2')).toMatchObject([{ stream: 'cart-kept-c9', answer: never.body }]);
      });

      it('is not there for a key never used, one that was refused, and one of another client', async () => {
        expect(await receiptsOf('never')).toEqual([]);
        const refused = await t.post('/v1/orders', { ...order, customerId: 'nobody' }, 'refused');
        expect([problemOf(refused), await receiptsOf('refused')]).toEqual([[404, 'not-found'], []]);
        await t.post('/v1/orders', order, 'mine', { as: 'intake' });
        expect([await receiptsOf('mine'), await receiptsOf('mine', { as: 'intake' })]).toMatchObject([
          [],
          [{ revisions: [0] }],
        ]);
      });

      it('is not asked for by what is no key', async () => {
        const malformed = await t.get(`/v1/receipts/${encodeURIComponent('ä')}`);
        expect(problemOf(malformed)).toEqual([400, 'invalid-request']);
        expect(await receiptsOf(' % '.repeat(85))).toEqual([]);
      });
    });

    describe('eight copies to each of two api processes at once', () => {
      const oneAnswer = async (key: string, answers: readonly Answer[], status: number): Promise<Json> => {
        const [first] = answers;
        if (first === undefined) throw new Error('No answer');
        expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
        for (const answer of answers) expect(answer.body).toEqual(first.body);
        expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1);
        for (const item of await receiptsOf(key)) expect(item.answer).toEqual(first.body);
        return first.body;
      };
      const historyOf = async (id: unknown) => {
        const { body } = await t.get(`/v1/subscriptions/${id}/history`);
        return (body.items as readonly Json[]).map(({ type }) => type);
      };

      it('of an order are one subscription', async () => {
        const answers = await copies((options) => t.post('/v1/orders', order, 'sixteen', options));
        const { subscriptionId } = await oneAnswer('sixteen', answers, 201);
        expect(await historyOf(subscriptionId)).toEqual(['SubscriptionOrdered']);
      });

      it('of a checkout are one subscription', async () => {
        await t.put('/v1/customers/kept-c1/cart', { productId: PLAN, quantity: 5 });
        const path = '/v1/customers/kept-c1/cart/checkout';
        const answers = await copies((options) => t.post(path, { poNumber: 'PO' }, 'sixteen-carts', options));
        const { subscriptionId } = await oneAnswer('sixteen-carts', answers, 201);
        expect(await historyOf(subscriptionId)).toEqual(['SubscriptionOrdered']);
      });

      it('of a change of one subscription change it once', async () => {
        const { body } = await t.post('/v1/orders', order, 'to-be-changed');
        await t.activate(String(body.subscriptionId));
        const path = `/v1/subscriptions/${body.subscriptionId}/seats`;
        const answers = await copies((options) => t.post(path, { add: 2 }, 'sixteen-seats', options));
        expect(await oneAnswer('sixteen-seats', answers, 200)).toMatchObject({ seats: 5 });
        expect(await historyOf(body.subscriptionId)).toEqual([
          'SubscriptionOrdered',
          'SubscriptionActivated',
          'SeatsAdded',
        ]);
      });

      it('of a customer register it once, with one claim', async () => {
        const body = { ...customer, name: 'Sixteen' };
        const answers = await copies((options) =>
          t.put('/v1/customers/kept-c16', body, { ...options, key: 'sixteen-c' }),
        );
        await oneAnswer('sixteen-c', answers, 201);
        expect(problemOf(await t.put('/v1/customers/kept-c17', body))).toEqual([409, 'duplicate-customer']);
      });

      it('of something else under the same key change nothing more', async () => {
        const answers = await copies((options) => t.post('/v1/orders', { ...order, quantity: 4 }, 'sixteen', options));
        expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['idempotency-key-reused']));
      });

      it('under the key of two clients are two subscriptions', async () => {
        const asking = (as: 'admin' | 'intake') =>
          copies((options) => t.post('/v1/orders', order, 'of-two-clients', { ...options, as }));
        const answers = await Promise.all([asking('admin'), asking('intake')]);
        const ids = answers.map((ofOne) => new Set(ofOne.map(({ body }) => body.subscriptionId)));
        expect(ids.map(({ size }) => size)).toEqual([1, 1]);
        expect(ids[0]).not.toEqual(ids[1]);
      });
    });
  });
}
