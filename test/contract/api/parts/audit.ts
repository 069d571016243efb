import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAudit } from '#audit/export/verify-audit.js';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf, type SendOptions } from '../running-api.js';

let api: ApiUnderTest;
let subscriptionId: string;
const folder = mkdtempSync(join(tmpdir(), 'termbook-audit-'));

const OPERATIONS: SendOptions = { as: 'operations' };
const PRODUCT = '237O1-WX6525-L349';
const PLAN = {
  productName: 'Zeppelin',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor: 57625, currency: 'USD' },
};

async function ordered(resellerId: string, customerId: string, key: string): Promise<string> {
  await api.put(`/v1/resellers/${resellerId}`, {
    name: `${resellerId} CAD`,
    country: 'US',
    supportEmail: 'h@r.example',
  });
  const address = { postalCode: '94107', country: 'US', address: '1 Pier Street' };
  await api.put(`/v1/customers/${customerId}`, { resellerId, name: `Zoë of ${customerId}`, ...address });
  const order = { resellerId, customerId, productId: PRODUCT, quantity: 2, poNumber: `PO-${key}` };
  const { body, text } = await api.post('/v1/orders', order, key);
  if (typeof body.subscriptionId !== 'string') throw new Error(text);
  return body.subscriptionId;
}

/** What an auditor takes away, and how things are found. */
export function audit(started: () => ApiUnderTest): void {
  describe('the audit', () => {
    beforeAll(async () => {
      api = started();
      await api.put(`/v1/service-plans/${PRODUCT}`, PLAN);
      subscriptionId = await ordered('acme', 'orbit', 'first');
      await ordered('other', 'nova', 'second');
      await api.post(`/v1/subscriptions/${subscriptionId}/refund`, {}, 'money-back');
      // What was refused is written down behind its answer.
      await eventually(async () => streamsIn(await exported('?resellerId=acme')).length === 5);
    }, 60_000);

    afterAll(async () => {
      rmSync(folder, { recursive: true });
    });

    async function exported(query: string): Promise<readonly Json[]> {
      const { status, text, headers } = await api.get(`/v1/ops/audit${query}`, OPERATIONS);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
    }

    async function* streamed(lines: readonly Json[]): AsyncIterable<string> {
      for (const line of lines) yield JSON.stringify(line);
    }

    const streamsIn = (lines: readonly Json[]): readonly unknown[] => [
      ...new Set(lines.flatMap(({ event }) => (event === undefined ? [] : [(event as Json).stream]))),
    ];

    describe('the record of whom one asks for', () => {
      it('of a reseller is all that is its, and checks offline', async () => {
        const lines = await exported('?resellerId=acme');
        expect(streamsIn(lines)).toEqual([
          'reseller-acme',
          expect.stringMatching(/^customer-claim-/),
          'customer-orbit',
          `subscription-${subscriptionId}`,
          `attempts-subscription-${subscriptionId}`,
        ]);
        expect(await verifyAudit(streamed(lines))).toMatchObject({ intact: true, streams: 5, problemsNamed: [] });
      });

      it('of a customer has its claim, and nothing of another customer', async () => {
        const lines = await exported('?customerId=nova');
        expect(streamsIn(lines)).toEqual([
          expect.stringMatching(/^customer-claim-/),
          'customer-nova',
          expect.stringMatching(/^subscription-/),
        ]);
        expect((await verifyAudit(streamed(lines))).intact).toBe(true);
      });

      it('of a subscription keeps personal data sealed, unless it is asked for opened', async () => {
        const sealed = await exported(`?subscriptionId=${subscriptionId}`);
        expect(JSON.stringify(sealed)).not.toContain('h@r.example');
        const opened = await exported(`?subscriptionId=${subscriptionId}&personalData=opened`);
        expect((opened[1] as { event: Json }).event.opened).toMatchObject({ order: { supportContact: 'h@r.example' } });
        expect((await verifyAudit(streamed(opened))).intact).toBe(true);
      });

      it('of everything is held against the anchors that were made before', async () => {
        const made = await api.send('POST', '/v1/ops/anchors', {}, { ...OPERATIONS, key: 'anchor' });
        expect(made.status).toBe(200);
        expect(await verifyAudit(streamed(await exported('')))).toMatchObject({ intact: true, anchorsHeld: 1 });
      });

      it('of a time begins and ends where it was asked for', async () => {
        const everything = await exported('');
        const { event } = everything.find(({ event }) => (event as Json | undefined)?.stream === 'customer-nova') ?? {};
        const from = ((event as Json).metadata as Json).recordedAt as string;
        const later = await exported(`?from=${from}`);
        expect(streamsIn(later)).toContain('customer-nova');
        expect(streamsIn(later)).not.toContain('customer-orbit');
        expect((await verifyAudit(streamed(later))).intact).toBe(true);
        expect(streamsIn(await exported(`?to=${from}`))).not.toContain('customer-nova');
      });

      it('is asked for one at a time, and never by intake', async () => {
        const both = await api.get('/v1/ops/audit?resellerId=acme&customerId=orbit', OPERATIONS);
        expect([...problemOf(both), both.body.errors]).toEqual([
          400,
          'invalid-request',
          [{ pointer: '/customerId', detail: "can't be asked for together with resellerId" }],
        ]);
        expect(problemOf(await api.get('/v1/ops/audit?from=yesterday', OPERATIONS))).toEqual([400, 'invalid-request']);
        expect(problemOf(await api.get('/v1/ops/audit', { as: 'intake' }))).toEqual([403, 'forbidden']);
      });
    });

    describe('anchors', () => {
      it('are made once where nothing happened since, listed, and kept in a signed file', async () => {
        const [first, again] = [
          await api.send('POST', '/v1/ops/anchors', {}, { ...OPERATIONS, key: 'a1' }),
          await api.send('POST', '/v1/ops/anchors', {}, { ...OPERATIONS, key: 'a2' }),
        ];
        expect(again.body).toEqual(first.body);
        const { items } = (await api.get('/v1/ops/anchors', OPERATIONS)).body as { items: Json[] };
        const { file, ...anchor } = first.body;
        expect(items.at(-1)).toEqual(anchor);
        expect(anchor.anchoredBy).toBe('operations:operations-1');
        expect(JSON.parse(readFileSync(file as string, 'utf8'))).toMatchObject({ format: 'termbook-anchor/1', anchor });
      });

      it('hold, also from a file that was kept elsewhere; a file that was altered is refused with its place', async () => {
        const { body } = await api.send('POST', '/v1/ops/anchors', {}, { ...OPERATIONS, key: 'a3' });
        const file = JSON.parse(readFileSync(body.file as string, 'utf8')) as Json;
        const check = (files: readonly unknown[]) =>
          api.send('POST', '/v1/ops/anchors/check', { files }, { ...OPERATIONS, key: 'c' });
        expect((await check([file])).body).toMatchObject({
          intact: true,
          faults: 0,
          root: body.root,
          anchors: expect.arrayContaining([expect.objectContaining({ source: 'given', problem: null })]),
        });
        const altered = { ...file, anchor: { ...(file.anchor as Json), events: 1 } };
        const refused = await check([file, altered]);
        expect([...problemOf(refused), refused.body.errors]).toEqual([
          400,
          'invalid-request',
          [{ pointer: '/files/1', detail: 'is not what was signed' }],
        ]);
      });
    });

    describe('searching', () => {
      const found = async (q: string) => {
        const { body } = await api.get(`/v1/ops/search?q=${encodeURIComponent(q)}`, OPERATIONS);
        return (body.items as Json[]).map(({ kind, id, match }) => [kind, id, match]);
      };

      it('finds by id, PO number, product and name, whatever its case and accents, though names are sealed', async () => {
        expect(await found(subscriptionId.slice(0, 8))).toEqual([['subscription', subscriptionId, 'id']]);
        expect(await found('po-FIRST')).toEqual([['subscription', subscriptionId, 'po-number']]);
        expect(await found('ZOE OF ORB')).toEqual([['customer', 'orbit', 'name']]);
        expect(await found('orbi')).toContainEqual(['customer', 'orbit', 'name']);
        expect(await found('acme')).toEqual([['reseller', 'acme', 'id']]);
        expect(await found('237o1-wx')).toEqual([['service-plan', PRODUCT, 'id']]);
        expect(await found('zepp')).toEqual([['service-plan', PRODUCT, 'product']]);
        expect(await found('100%_nothing')).toEqual([]);
      });

      it('finds no name that was erased', async () => {
        await api.post('/v1/ops/erasures', { customerId: 'nova', reason: 'asked for' }, 'erase', OPERATIONS);
        const { body } = await api.get('/v1/ops/search?q=nova', {
          ...OPERATIONS,
          headers: { 'read-after': ((await api.get('/v1/customers/nova')).body.position ?? '') as string },
        });
        expect((body.items as Json[]).map(({ kind, id, match }) => [kind, id, match])).toEqual([
          ['customer', 'nova', 'id'],
        ]);
      });

      it('wants two characters', async () => {
        expect(problemOf(await api.get('/v1/ops/search?q=a', OPERATIONS))).toEqual([400, 'invalid-request']);
      });
    });
  });
}
