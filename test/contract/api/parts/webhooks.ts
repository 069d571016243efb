import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json } from '../running-api.js';

let t: ApiUnderTest;
const URL_OF_ERP = 'https://erp.example/termbook';

/** Keys of another client, and one of the same client that is bound to less. */
const OTHERS = [
  { key: 'acme-key', client: 'acme', resellers: ['r-1', 'r-2'] },
  { key: 'acme-less-key', client: 'acme', resellers: ['r-1'] },
  { key: 'bolt-key', client: 'bolt', resellers: ['r-2'] },
];

const as = (key: string) => ({ as: null, headers: { authorization: `Bearer ${key}` } });
const codeOf = ({ status, body }: { status: number; body: Json }) => [status, body.code];

/** What is asked of webhooks; how they are told is in test/contract/webhooks. */
export function webhooks(api: () => ApiUnderTest): void {
  describe('webhooks', () => {
    beforeAll(async () => {
      t = api();
      const records = OTHERS.map(({ key, client, resellers }) => ({
        id: key,
        client,
        role: 'intake',
        resellers,
        sha256: createHash('sha256').update(key).digest('hex'),
        createdAt: '2026-01-01T00:00:00.000Z',
        revokedAt: null,
      }));
      writeFileSync(t.keysFile, JSON.stringify([...JSON.parse(readFileSync(t.keysFile, 'utf8')), ...records]));
      await eventually(async () => (await t.get('/v1/webhooks', as('bolt-key'))).status === 200);
    }, 60_000);
    describe('registering a webhook', () => {
      it('twice under one key gives the first answer again, secret and all; its receipt has none', async () => {
        const [one, two] = [
          await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'erp', as('acme-key')),
          await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'erp', as('acme-key')),
        ];
        expect([one.status, one.body]).toEqual([
          201,
          {
            webhookId: expect.any(String),
            url: URL_OF_ERP,
            types: null,
            resellers: ['r-1', 'r-2'],
            status: 'active',
            disabledReason: null,
            secretNumber: 1,
            previousSecretUntil: null,
            secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
            revision: 0,
            position: expect.any(String),
          },
        ]);
        expect([two.body, two.headers.get('idempotency-replayed')]).toEqual([one.body, 'true']);
        const { secret: _, ...answer } = one.body;
        const receipt = await t.get('/v1/receipts/erp', as('acme-key'));
        expect(receipt.body.items).toMatchObject([{ command: 'RegisterWebhook', answer }]);
        expect(receipt.text).not.toContain('whsec_');
      });

      it.each([
        'http://127.0.0.1:8080/',
        'http://localhost/',
        'http://169.254.169.254/latest/meta-data/',
        'http://10.1.2.3/',
        'http://[::1]/',
        'http://[::ffff:10.0.0.1]/',
        'http://2130706433/',
        'ftp://erp.example/',
        'file:///etc/passwd',
        'https://user:pass@erp.example/',
        'not a url',
      ])('that leads to %s is refused', async (url) => {
        const { status, body } = await t.post('/v1/webhooks', { url }, `to ${url}`);
        expect([status, body.code, body.errors]).toEqual([
          400,
          'invalid-request',
          [expect.objectContaining({ pointer: '/url' })],
        ]);
      });

      it('for more than the key may see, for types or from positions that there are not, is refused', async () => {
        const register = (more: Json, key: string) =>
          t.post('/v1/webhooks', { url: URL_OF_ERP, ...more }, key, as('bolt-key'));
        expect(codeOf(await register({ resellers: ['r-1'] }, 'foreign'))).toEqual([404, 'not-found']);
        expect(codeOf(await register({ types: ['termbook.ClaimTaken.v1'] }, 'types'))).toEqual([
          400,
          'invalid-request',
        ]);
        expect(codeOf(await register({ after: 'nowhere' }, 'nowhere'))).toEqual([400, 'invalid-request']);
        expect(codeOf(await register({ after: 'end' }, 'end'))).toEqual([400, 'invalid-request']);
        expect(codeOf(await t.send('POST', '/v1/webhooks', { url: URL_OF_ERP }))).toEqual([
          400,
          'idempotency-key-missing',
        ]);
        const operations = await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'operations', { as: 'operations' });
        expect(codeOf(operations)).toEqual([403, 'forbidden']);
      });

      it('has an end', async () => {
        for (let n = 0; n < 20; n += 1) {
          const { body } = await t.post('/v1/webhooks', { url: `${URL_OF_ERP}/${n}` }, `many-${n}`, as('bolt-key'));
          await t.get('/v1/webhooks', { headers: { 'read-after': String(body.position) } });
        }
        const { status, body } = await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'one-more', as('bolt-key'));
        expect([status, body.code, body.webhooksMax]).toEqual([409, 'too-many-webhooks', 20]);
        const repeated = await t.post('/v1/webhooks', { url: `${URL_OF_ERP}/0` }, 'many-0', as('bolt-key'));
        expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      });
    });

    describe("another's webhook", () => {
      it('is not found, whatever is asked of it, also by a key of the same client that is bound to less', async () => {
        const { body } = await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'theirs', as('acme-key'));
        const path = `/v1/webhooks/${body.webhookId}`;
        for (const key of ['bolt-key', 'acme-less-key']) {
          const answers = [
            await t.get(path, as(key)),
            await t.get(`${path}/deliveries`, as(key)),
            await t.put(path, { url: URL_OF_ERP }, as(key)),
            await t.delete(path, as(key)),
            await t.post(`${path}/secret`, {}, `secret-${key}`, as(key)),
            await t.post(`${path}/replay`, { after: body.position }, `replay-${key}`, as(key)),
            await t.post(`${path}/release`, {}, `release-${key}`, as(key)),
          ];
          expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'not-found']));
          const listed = await t.get('/v1/webhooks', as(key));
          expect(listed.text).not.toContain(String(body.webhookId));
        }
        expect((await t.get(path, as('acme-key'))).status).toBe(200);
      });
    });

    describe('a webhook', () => {
      it('is changed at the revision that its owner knows, and gone for good once deleted', async () => {
        const { body } = await t.post('/v1/webhooks', { url: URL_OF_ERP }, 'change', as('acme-key'));
        const path = `/v1/webhooks/${body.webhookId}`;
        const at = (revision: number) => ({
          as: null,
          headers: { authorization: 'Bearer acme-key', 'if-match': `"${revision}"` },
        });
        const paused = await t.put(path, { url: URL_OF_ERP, paused: true }, at(0));
        expect([paused.status, paused.body.status, paused.headers.get('etag')]).toEqual([200, 'paused', '"1"']);
        expect(codeOf(await t.put(path, { url: URL_OF_ERP }, at(0)))).toEqual([412, 'revision-mismatch']);
        const removed = await t.delete(path, { ...as('acme-key'), key: 'remove' });
        expect([removed.status, removed.body.id]).toEqual([200, body.webhookId]);
        const again = await t.delete(path, { ...as('acme-key'), key: 'remove' });
        expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([
          200,
          removed.body,
          'true',
        ]);
        expect(codeOf(await t.delete(path, as('acme-key')))).toEqual([404, 'not-found']);
        expect(codeOf(await t.get(path, as('acme-key')))).toEqual([404, 'not-found']);
      });
    });
  });
}
