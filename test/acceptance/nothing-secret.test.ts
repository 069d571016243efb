import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Receiver } from '../contract/webhooks/receiver.js';
import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Json, Scenario } from './scenario.js';

const START_MS = 180_000;
const TEST_MS = 120_000;
const PLAN = '057O1-WW6525-L347';

/** What is personal, or a secret, by what it is. Each word is nowhere else. */
const MARKED = {
  customerName: 'Zzcustomername',
  address: 'Zzaddress Lane',
  postalCode: 'ZZ9481',
  supportContact: 'zzcontact@person.example',
  supportEmail: 'zzsupport@reseller.example',
  endUser: 'zzenduser@person.example',
  searched: 'zzsearched',
  wrongKey: 'zzwrongkey',
  idempotencyKey: 'zzidempotencykey',
  urlSecret: 'zzurlsecret',
} as const;

let termbook: TermbookUnderTest;
let t: Scenario;
let receiver: Receiver;
const lines: string[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  receiver = await Receiver.start();
  termbook = await startTermbook({
    environment: { LOG_LEVEL: 'debug', WEBHOOK_ALLOW_PRIVATE: 'on', WEBHOOK_ATTEMPTS: '2' },
    onLine: (line) => lines.push(line),
  });
  t = new Scenario(termbook);
}, START_MS);

afterAll(async () => {
  await termbook?.remove();
  await receiver?.stop();
}, START_MS);

const customer = {
  resellerId: 'acme',
  name: MARKED.customerName,
  postalCode: MARKED.postalCode,
  country: 'US',
  address: MARKED.address,
};

/** Asked for what goes wrong, too: problems are where things slip out. */
async function goWrong(id: string): Promise<string> {
  const answers = [
    await t.put('/v1/customers/c-2', { ...customer, country: 'nowhere' }),
    await t.put('/v1/customers/c-2', { ...customer, name: `${MARKED.customerName}\u0000` }),
    await t.put('/v1/customers/c-2', { ...customer, unheardOf: MARKED.address }),
    await t.put('/v1/customers/c-1', `{"name": "${MARKED.customerName}", `),
    await t.put('/v1/customers/c-3', customer),
    await t.get(`/v1/subscriptions?cursor=${MARKED.searched}`),
    await t.get(`/v1/subscriptions/${id}/nothing?q=${MARKED.searched}`),
    await t.post(`/v1/subscriptions/${id}/resubmit`, { supportContact: MARKED.supportContact }),
    await t.post('/v1/webhooks', { url: `https://user:${MARKED.urlSecret}@erp.example/` }),
  ];
  expect(answers.every(({ status }) => status >= 400 && status < 500)).toBe(true);
  const headers = { authorization: `Bearer ${MARKED.wrongKey}`, cookie: `session=${MARKED.wrongKey}` };
  const denied = await fetch(`${termbook.url}/v1/subscriptions`, { headers });
  expect(denied.status).toBe(401);
  return JSON.stringify(answers.map(({ body }) => body)) + (await denied.text());
}

async function wholeOrder(): Promise<string> {
  const reseller = { name: 'Acme', country: 'US', supportEmail: MARKED.supportEmail };
  await t.expectOk(t.put('/v1/resellers/acme', reseller));
  await t.expectOk(t.put('/v1/customers/c-1', customer));
  receiver.answer('hook', () => 500);
  const registered = await t.expectOk(
    t.post('/v1/webhooks', { url: `${receiver.url('hook')}?token=${MARKED.urlSecret}` }),
  );
  secrets.push(String(registered.body.secret));
  const order = { resellerId: 'acme', customerId: 'c-1', productId: PLAN, quantity: 2, poNumber: 'PO-1' };
  const id = await t.order({ ...order, supportContact: MARKED.supportContact }, { key: MARKED.idempotencyKey });
  await t.moveClockTo(new Date(Date.now() + 10 * 60_000).toISOString());
  await t.subscription(id, ({ status }) => status === 'active');
  await t.expectOk(t.put(`/v1/subscriptions/${id}/licenses/${MARKED.endUser}`, {}));
  await t.get(`/v1/receipts/${MARKED.idempotencyKey}`);
  return id;
}

describe('nothing secret or personal', () => {
  it(
    'is in what any process says, at its most talkative, or in metrics, through a whole order and all that goes wrong',
    async () => {
      const id = await wholeOrder();
      const problems = await goWrong(id);
      await eventually(() => receiver.received.length >= 2, TEST_MS);
      await termbook.kill('worker');
      await termbook.kill('projector');
      await t.untilReady();
      const metrics = await (await fetch(`${termbook.url}/metrics`)).text();
      await termbook.stop();
      const keys = Object.values(JSON.parse(readFileSync(join(termbook.dataDir, 'keys.json'), 'utf8')) as Json);
      const said = lines.join('\n');
      // It did listen: requests, and what each process says of itself.
      for (const heard of ['/v1/customers/c-1', 'worker', 'projector', 'vendor-sandbox']) expect(said).toContain(heard);
      const never = [...Object.values(MARKED), ...keys.map(String), ...secrets];
      const found = (text: string) => never.filter((word) => text.toLowerCase().includes(word.toLowerCase()));
      expect({ lines: lines.filter((line) => found(line).length > 0), metrics: found(metrics) }).toEqual({
        lines: [],
        metrics: [],
      });
      expect(found(problems)).toEqual([]);
    },
    TEST_MS,
  );
});
