import { eventually } from '../../support/eventually.js';
import { ApiUnderTest, problemOf } from './running-api.js';

const OPEN = '057O1-WW6525-L347';

let t: ApiUnderTest;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 90_000);

afterAll(() => t?.stop(), 30_000);

describe('an order', () => {
  const order = { resellerId: 'r-1', customerId: 'c-1', productId: OPEN, quantity: 3, poNumber: 'PO-1' };

  beforeAll(async () => {
    await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'us', supportEmail: 'help@northwind.example' });
    await t.put('/v1/customers/c-1', {
      resellerId: 'r-1',
      name: 'Ada',
      postalCode: '80331',
      country: 'DE',
      address: 'Weg 1',
    });
    await t.put(`/v1/service-plans/${OPEN}`, {
      productName: 'AutoCAD LT',
      period: 'annual',
      supportLevel: 'basic',
      catalogue: 'open',
      price: { amountMinor: 57_625, currency: 'USD' },
    });
  });

  it('is taken, and its subscription can be read', async () => {
    const answer = await t.post('/v1/orders', order, 'first');
    expect(answer.body).toEqual({
      subscriptionId: expect.any(String),
      trackingId: expect.any(String),
      status: 'pending',
      revision: 0,
      position: expect.any(String),
    });
    expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"0"']);
    const { body } = await eventually(async () => {
      const seen = await t.get(`/v1/subscriptions/${answer.body.subscriptionId}`);
      return seen.status === 200 && seen;
    });
    expect(body).toMatchObject({
      productId: OPEN,
      seats: 3,
      status: 'pending',
      supportContact: 'help@northwind.example',
    });
  });

  it('is refused where there is no such customer', async () => {
    expect(problemOf(await t.post('/v1/orders', { ...order, customerId: 'nobody' }, 'second'))).toEqual([
      404,
      'not-found',
    ]);
  });
});
