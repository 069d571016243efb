import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiUnderTest, type Json, KEYS, problemOf } from '../running-api.js';

const OPS = resolve(import.meta.dirname, '../../../../dist/apps/ops/src/main.js');
const PLAN = '057O1-WW6525-L347';
const ADA = { resellerId: 'gone-r1', name: 'Ada Lovelace', postalCode: '80331', country: 'DE', address: 'Weg 1' };
const REASON = 'ticket 4711';

let t: ApiUnderTest;
let orders = 0;

async function order(customerId: string, supportContact?: string): Promise<string> {
  orders += 1;
  const body = {
    resellerId: 'gone-r1',
    customerId,
    productId: PLAN,
    quantity: 1,
    poNumber: 'PO-1',
    supportContact,
  };
  const answer = await t.post('/v1/orders', body, `erasures-order-${orders}`);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.subscriptionId);
}

const erase = (body: Json, key: string, as: 'operations' | 'intake' = 'operations') =>
  t.post('/v1/ops/erasures', body, key, { as });
const seen = async (path: string, holds?: (body: Json) => boolean) => (await t.seen(path, holds)).body;

/** What is personal, gone for good. */
export function erasures(api: () => ApiUnderTest): void {
  describe('erasures', () => {
    beforeAll(async () => {
      t = api();
      await t.put('/v1/resellers/gone-r1', {
        name: 'Northwind',
        country: 'US',
        supportEmail: 'help@northwind.example',
      });
      const price = { amountMinor: 57_625, currency: 'USD' };
      const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
      await t.put(`/v1/service-plans/${PLAN}`, plan);
    }, 120_000);

    describe('erasing a customer', () => {
      it('leaves nothing to read, says so, and lets somebody else have the name', async () => {
        await t.put('/v1/customers/gone-c1', ADA);
        await seen('/v1/customers/gone-c1', ({ name }) => name === 'Ada Lovelace');
        const answer = await erase({ customerId: 'gone-c1', reason: REASON }, 'erase-1');
        expect([answer.status, answer.body]).toEqual([
          200,
          { customerId: 'gone-c1', erased: true, revision: 1, position: expect.any(String) },
        ]);
        const read = await seen('/v1/customers/gone-c1', ({ revision }) => revision === 1);
        expect(read).toMatchObject({ name: null, postalCode: null, address: null, erased: true, country: 'DE' });
        expect((await t.put('/v1/customers/gone-c2', ADA)).status).toBe(201);
      });

      it('is the same answer when it is asked for again, by the same key or another', async () => {
        const again = await erase({ customerId: 'gone-c1', reason: REASON }, 'erase-1');
        expect([again.status, again.headers.get('idempotency-replayed'), again.body.revision]).toEqual([
          200,
          'true',
          1,
        ]);
        expect((await erase({ customerId: 'gone-c1', reason: REASON }, 'erase-1b')).status).toBe(200);
      });

      it('can not be written over: registering and ordering are refused', async () => {
        const refused = [422, 'personal-data-erased'];
        expect(problemOf(await t.put('/v1/customers/gone-c1', ADA))).toEqual(refused);
        const body = { resellerId: 'gone-r1', customerId: 'gone-c1', productId: PLAN, quantity: 1, poNumber: 'PO-1' };
        expect(problemOf(await t.post('/v1/orders', body, 'too-late'))).toEqual(refused);
        expect(
          (await t.put('/v1/resellers/gone-r1', { name: 'Northwind', country: 'US', supportEmail: 'a@b.example' }))
            .status,
        ).toBe(200);
      });
    });

    describe("erasing a subscription's support contact", () => {
      it('leaves the subscription as it is, with nobody to read of, also in its history', async () => {
        await t.put('/v1/customers/gone-c4', { ...ADA, name: 'Grace' });
        const subscriptionId = await order('gone-c4', 'ada@x.example');
        await seen(`/v1/subscriptions/${subscriptionId}`, ({ supportContact }) => supportContact === 'ada@x.example');
        expect((await erase({ subscriptionId, reason: REASON }, 'erase-2')).status).toBe(200);
        const read = await seen(`/v1/subscriptions/${subscriptionId}`, ({ revision }) => revision === 1);
        expect(read).toMatchObject({ supportContact: null, erased: true, poNumber: 'PO-1', status: 'pending' });
        const history = await t.get(`/v1/subscriptions/${subscriptionId}/history`);
        expect(history.text).not.toContain('ada@x.example');
        const [, erased] = history.body.items as Json[];
        expect(erased).toMatchObject({
          type: 'PersonalDataErased',
          actor: 'operations:operations-1',
          data: { subject: `subscription:${subscriptionId}`, reason: REASON },
        });
        await t.activate(subscriptionId);
        await seen(`/v1/subscriptions/${subscriptionId}`, ({ status }) => status === 'active');
      });

      it('erases also the contact that an order took over from its reseller, and from no other order', async () => {
        const reseller = await t.get('/v1/resellers/gone-r1');
        const contact = String(reseller.body.supportEmail);
        const [erased, kept] = [await order('gone-c4'), await order('gone-c4')];
        for (const id of [erased, kept])
          await seen(`/v1/subscriptions/${id}`, (read) => read.supportContact === contact);
        expect((await erase({ subscriptionId: erased, reason: REASON }, 'erase-4')).status).toBe(200);
        const read = await seen(`/v1/subscriptions/${erased}`, ({ revision }) => revision === 1);
        expect(read).toMatchObject({ supportContact: null, erased: true });
        expect((await t.get(`/v1/subscriptions/${erased}/history`)).text).not.toContain(contact);
        expect((await t.get(`/v1/subscriptions/${kept}`)).body).toMatchObject({ supportContact: contact });
      });

      it('refuses a new contact with a correction, and takes a correction without one', async () => {
        const subscriptionId = await order('gone-c4', 'ada@x.example');
        await t.fail(subscriptionId, 12);
        expect((await erase({ subscriptionId, reason: REASON }, 'erase-3')).status).toBe(200);
        const path = `/v1/subscriptions/${subscriptionId}/resubmit`;
        expect(problemOf(await t.post(path, { supportContact: 'new@x.example' }, 'again-1'))).toEqual([
          422,
          'personal-data-erased',
        ]);
        expect((await t.post(path, { poNumber: 'PO-2' }, 'again-2')).status).toBe(200);
      });
    });

    describe('an erasure', () => {
      it.each<[Json, readonly [number, string]]>([
        [{ customerId: 'nobody', reason: REASON }, [404, 'not-found']],
        [{ subscriptionId: 'nobody', reason: REASON }, [404, 'not-found']],
        [{ customerId: 'gone-c4' }, [400, 'invalid-request']],
        [{ reason: REASON }, [400, 'invalid-request']],
        [{ customerId: 'gone-c4', subscriptionId: 'x', reason: REASON }, [400, 'invalid-request']],
      ])('of %p is refused', async (body, problem) => {
        expect(problemOf(await erase(body, `bad-${JSON.stringify(body).length}`))).toEqual(problem);
      });

      it('of nobody leaves the id free', async () => {
        expect((await t.put('/v1/customers/nobody', { ...ADA, name: 'Nobody' })).status).toBe(201);
      });

      it('is not for intake', async () =>
        expect(problemOf(await erase({ customerId: 'gone-c4', reason: REASON }, 'no', 'intake'))).toEqual([
          403,
          'forbidden',
        ]));

      it('can be asked for on the command line', async () => {
        await t.put('/v1/customers/gone-c5', { ...ADA, name: 'Mary' });
        writeFileSync(`${t.keysFile}.operations`, `${KEYS.operations}\n`);
        const args = [
          'erase',
          '--customer',
          'gone-c5',
          '--reason',
          REASON,
          '--url',
          t.api.url,
          '--key-file',
          `${t.keysFile}.operations`,
          '--json',
        ];
        const { stdout } = await promisify(execFile)(process.execPath, [OPS, ...args], {
          env: { PATH: process.env.PATH },
        });
        expect(JSON.parse(stdout)).toMatchObject({ customerId: 'gone-c5', erased: true });
      });
    });
  });
}
