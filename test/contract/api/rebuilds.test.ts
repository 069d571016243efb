import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { PROJECTION_NAMES } from '#read-models/progress/checkpoint.rows.js';
import { eventually } from '../../support/eventually.js';
import { type Answer, ApiUnderTest, type Json, KEYS, problemOf } from './running-api.js';

const OPS = resolve(import.meta.dirname, '../../../dist/apps/ops/src/main.js');
const PLAN = '057O1-WW6525-L347';

let t: ApiUnderTest;

beforeAll(async () => {
  t = await ApiUnderTest.start();
  await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'US', supportEmail: 'help@northwind.example' });
  const price = { amountMinor: 57_625, currency: 'USD' };
  const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
  const { body } = await t.put(`/v1/service-plans/${PLAN}`, plan);
  await t.get(`/v1/service-plans/${PLAN}`, { headers: { 'read-after': String(body.position) } });
}, 120_000);

afterAll(() => t?.stop(), 30_000);

const until = (path: string, holds: (body: Json) => boolean): Promise<Answer> =>
  eventually(async () => {
    const answer = await t.get(path, { as: 'operations' });
    return answer.status === 200 && holds(answer.body) && answer;
  });

const wish = (rebuildId: unknown, what: string, key: string, reason: string | undefined = 'as planned') =>
  t.post(`/v1/ops/rebuilds/${rebuildId}/${what}`, { ...(reason !== '' && { reason }) }, key, { as: 'operations' });

/** @returns what it printed, and its exit code. */
async function ops(...args: readonly string[]): Promise<readonly [string, number]> {
  const asking = ['--url', t.api.url, '--key', KEYS.operations];
  const run = promisify(execFile)(process.execPath, [OPS, ...args, ...asking], { env: { PATH: process.env.PATH } });
  return run.then(
    ({ stdout }) => [stdout, 0],
    ({ stdout, stderr, code }) => [`${stdout}${stderr}`, code],
  );
}

describe('operations', () => {
  it('see every projection: what it counted, how far behind it is, and that somebody leads', async () => {
    const { body } = await until(
      '/v1/ops/projections',
      ({ items }) => (items as Json[]).length === PROJECTION_NAMES.length,
    );
    const [cart] = body.items as Json[];
    expect(cart).toEqual({
      projection: 'cart',
      position: expect.any(String),
      events: { read: 2, applied: 0, ignored: 2, parked: 0 },
      parkedStreams: 0,
      lag: { events: 0, seconds: 0 },
      leading: true,
      rebuild: null,
    });
    expect(problemOf(await t.get('/v1/ops/projections', { as: 'intake' }))).toEqual([403, 'forbidden']);
  });

  it('rebuild, look at the proof, cut over and roll back; a repeat is the same rebuild', async () => {
    const order = () => t.post('/v1/ops/rebuilds', { projections: ['catalogue'] }, 'rebuild-1', { as: 'operations' });
    const made = await order();
    expect(made.status).toBe(202);
    const { rebuildId } = made.body;
    expect((await order()).body.rebuildId).toBe(rebuildId);
    const path = `/v1/ops/rebuilds/${rebuildId}`;
    const { body } = await until(path, ({ status }) => status === 'ready');
    expect(body).toMatchObject({
      proof: { complete: true, events: { read: 2, applied: 1, ignored: 1, parked: 0 } },
      preview: { rows: 1, changed: 0 },
      asked: [{ what: 'rebuild', by: 'operations:operations-1', reason: null }],
    });
    const other = await t.post('/v1/ops/rebuilds', { projections: 'all' }, 'rebuild-2', { as: 'operations' });
    expect([...problemOf(other), other.body.rebuildId]).toEqual([409, 'rebuild-under-way', rebuildId]);
    expect(problemOf(await wish(rebuildId, 'roll-back', 'early'))).toEqual([409, 'not-possible-now']);
    expect(problemOf(await wish(rebuildId, 'cut-over', 'no reason', ''))).toEqual([400, 'invalid-request']);
    expect((await wish(rebuildId, 'cut-over', 'cut')).status).toBe(202);
    await until(path, ({ status, rollBackPossible }) => status === 'cut-over' && rollBackPossible === true);
    expect((await t.get(`/v1/service-plans/${PLAN}`)).status).toBe(200);
    await wish(rebuildId, 'roll-back', 'back');
    const { body: back } = await until(path, ({ status }) => status === 'rolled-back');
    expect((back.asked as Json[]).map(({ what }) => what)).toEqual(['rebuild', 'cut-over', 'roll-back']);
  });

  it('are told what is wrong with what they ask', async () => {
    const order = (body: unknown) => t.post('/v1/ops/rebuilds', body, 'wrong', { as: 'operations' });
    for (const body of [
      {},
      { projections: [] },
      { projections: ['x'] },
      { projections: 'all', eventsPerSecondMax: 0 },
    ]) {
      expect(problemOf(await order(body))).toEqual([400, 'invalid-request']);
    }
    const keyless = await t.send('POST', '/v1/ops/rebuilds', { projections: 'all' }, { as: 'operations' });
    expect(problemOf(keyless)).toEqual([400, 'idempotency-key-missing']);
    expect(problemOf(await t.get('/v1/ops/rebuilds/nobody'))).toEqual([404, 'not-found']);
    expect(problemOf(await t.get('/v1/ops/verifications/nobody'))).toEqual([404, 'not-found']);
    expect(problemOf(await wish('nobody', 'cancel', 'x'))).toEqual([404, 'not-found']);
    const nothing = await t.post('/v1/ops/parked/cart/cart-9/try', {}, 'y', { as: 'operations' });
    expect(problemOf(nothing)).toEqual([404, 'not-found']);
    expect((await t.get('/v1/ops/parked', { as: 'operations' })).body).toEqual({ items: [], nextCursor: null });
  });

  it('verify, and the result is a metric', async () => {
    const { body, status } = await t.post('/v1/ops/verifications', {}, 'verify-1', { as: 'operations' });
    expect(status).toBe(202);
    const { body: seen } = await until(`/v1/ops/verifications/${body.verificationId}`, (one) => one.status === 'clean');
    expect(seen).toMatchObject({ chain: { faulty: 0, faults: [] }, error: null, etaSeconds: null });
    const { text } = await t.get('/metrics', { as: null });
    expect(text).toMatch(/^termbook_verification_drift\{[^}]*\} 0$/m);
    expect(text).toMatch(/^termbook_parked_streams\{projection="cart"[^}]*\} 0$/m);
  });

  it('do the same from the command line', async () => {
    const [rebuilt, code] = await ops('rebuild', 'reseller');
    expect([code, rebuilt]).toEqual([0, expect.stringMatching(/is ready\nproof: {4}complete: 2 read = 1 applied/)]);
    const id = rebuilt.split(' ', 1)[0] ?? '';
    expect(await ops('rebuild', 'cut-over', id, '--reason', 'fine')).toEqual([`${id} is cut-over\n`, 0]);
    expect(await ops('rebuild', 'cut-over', id)).toEqual(['ops: say --reason: it is kept with the rebuild\n', 1]);
    expect(await ops('rebuild', 'list')).toEqual([expect.stringContaining(id), 0]);
    expect(await ops('verify')).toEqual([expect.stringMatching(/^clean: 3 events in 3 streams/), 0]);
    expect(await ops('parked')).toEqual(['nothing is parked\n', 0]);
    expect(await ops('projections')).toEqual([expect.stringContaining('a projector leads'), 0]);
  }, 60_000);
});
