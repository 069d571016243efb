import { Webhook } from 'standardwebhooks';
import { eventually } from '../../../support/eventually.js';
import type { Answer, Json } from '../../api/running-api.js';
import {
  CUSTOMER_CHANGED,
  ids,
  of,
  revisions,
  START_MS,
  TEST_MS,
  taken,
  type WebhooksUnderTest,
  WITHIN_MS,
} from '../webhooks-under-test.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FAILING_DAYS_MAX = 5;

const listed = ({ body }: Answer) => body.items as Json[];
const delivery = ({ body }: Answer) => body.delivery as Json;

/** Last: what does not depend on the queue; the worker that is left goes on. */
export function told(webhooks: () => WebhooksUnderTest): void {
  describe('webhooks', () => {
    let w: WebhooksUnderTest;
    async function moveClock(to: number): Promise<void> {
      const moved = await w.t.put('/v1/sandbox/clock', { now: new Date(to).toISOString(), ticking: true });
      if (moved.status !== 200 || 'failed' in moved.body) throw new Error(moved.text);
    }

    let picky: string;

    /** Two that refuse: their waits are over sooner side by side. */
    beforeAll(async () => {
      w = webhooks();
      let refused = 0;
      w.receiver.answer('flaky', ({ event }) => (event.subject === 'customer/acme-1' && refused++ < 2 ? 500 : 200));
      w.receiver.answer('picky', ({ event }) => (event.subject === 'customer/acme-1' ? 503 : 200));
      await w.register('flaky');
      picky = `/v1/webhooks/${(await w.register('picky')).webhookId}`;
      await w.touch('acme-1');
      await w.touch('acme-1');
      await w.touch('bolt-1');
    }, START_MS);

    it(
      'come again, the same, until they are taken, and nothing of the same subject overtakes them',
      async () => {
        await eventually(() => of(w.receiver.taken('flaky'), 'customer/acme-1').length === 2, WITHIN_MS);
        const [first, second, third, next] = of(w.receiver.all('flaky'), 'customer/acme-1');
        expect([first?.status, second?.status, third?.status, next?.status]).toEqual([500, 500, 200, 200]);
        expect(new Set([first, second, third].map((one) => one?.headers['webhook-id'])).size).toBe(1);
        expect(next?.event.revision).toBe(Number(first?.event.revision) + 1);
        expect(of(w.receiver.taken('flaky'), 'customer/bolt-1')).toHaveLength(1);
      },
      TEST_MS,
    );

    it(
      'park a subject that is never taken, tell of the others, and go on when released',
      async () => {
        await eventually(async () => delivery(await w.t.get(picky)).parked === 1, WITHIN_MS);
        await w.touch('bolt-1');
        await eventually(() => of(w.receiver.taken('picky'), 'customer/bolt-1').length === 2, WITHIN_MS);
        expect(of(w.receiver.all('picky'), 'customer/acme-1')).toHaveLength(3);
        const parked = await w.t.get(`${picky}/deliveries?status=parked`);
        expect(listed(parked)).toMatchObject([{ subject: 'customer/acme-1', attempts: 3, httpStatus: 503 }]);
        w.receiver.answer('picky', () => 200);
        await taken(w.post(`${picky}/release`, {}));
        await eventually(() => of(w.receiver.taken('picky'), 'customer/acme-1').length === 2, WITHIN_MS);
        expect(listed(await w.t.get(`${picky}/deliveries?status=parked`))).toEqual([]);
        await eventually(async () => listed(await w.t.get(`${picky}/deliveries?status=delivered`)).length === 4);
        const one = await w.t.get(`${picky}/deliveries?limit=3`);
        const rest = await w.t.get(`${picky}/deliveries?cursor=${one.body.nextCursor}`);
        expect([...listed(one), ...listed(rest)].map(({ status }) => status)).toEqual(Array(4).fill('delivered'));
      },
      TEST_MS,
    );

    it(
      'are told again from a position, under the same ids',
      async () => {
        const { position } = (await w.t.get('/v1/customers/bolt-1')).body;
        const { webhookId } = await w.register('again', { types: [CUSTOMER_CHANGED], resellers: ['bolt'] });
        await w.touch('bolt-1');
        await w.touch('bolt-1');
        await eventually(() => w.receiver.taken('again').length === 2, WITHIN_MS);
        await taken(w.post(`/v1/webhooks/${webhookId}/replay`, { after: position }));
        await eventually(() => w.receiver.taken('again').length === 4, WITHIN_MS);
        const [one, two, three, four] = ids(w.receiver.taken('again'));
        expect([three, four]).toEqual([one, two]);
      },
      TEST_MS,
    );

    it(
      'are told again from where they began when their progress is lost, in order, and go on',
      async () => {
        const { position, revision } = (await w.t.get('/v1/customers/bolt-1')).body;
        await w.register('lost', { types: [CUSTOMER_CHANGED], resellers: ['bolt'], after: position });
        await w.touch('bolt-1');
        await w.touch('bolt-1');
        await eventually(() => w.receiver.taken('lost').length === 2, WITHIN_MS);
        await eventually(() => w.inDatabase('DROP SCHEMA webhooks CASCADE').then(() => true));
        await w.touch('bolt-1');
        const told = await eventually(() => {
          const all = w.receiver.taken('lost');
          return all.length >= 5 && all;
        }, WITHIN_MS);
        expect(revisions(told)).toEqual([1, 2, 1, 2, 3].map((n) => Number(revision) + n));
        expect(ids(told).slice(2, 4)).toEqual(ids(told).slice(0, 2));
      },
      TEST_MS,
    );

    it(
      'are signed with both secrets after a rotation, and with none that was shown before it is asked for again',
      async () => {
        const { webhookId, secret } = await w.register('rotated');
        const rotated = await taken(w.post(`/v1/webhooks/${webhookId}/secret`, {}));
        expect(rotated.secretNumber).toBe(2);
        await w.touch('bolt-1');
        await eventually(() => w.receiver.taken('rotated').length > 0, WITHIN_MS);
        const [first] = w.receiver.taken('rotated');
        for (const known of [secret, rotated.secret]) {
          const verified = new Webhook(String(known)).verify(
            first?.body ?? '',
            first?.headers as Record<string, string>,
          );
          expect(verified).toEqual(first?.event);
        }
        const shown = [await w.t.get('/v1/webhooks'), await w.t.get(`/v1/webhooks/${webhookId}`)];
        expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain('whsec_');
      },
      TEST_MS,
    );

    it(
      'end where the receiver says that it is gone, until somebody resumes them, and for good when deleted',
      async () => {
        w.receiver.answer('gone', () => 410);
        const { webhookId } = await w.register('gone');
        const path = `/v1/webhooks/${webhookId}`;
        await w.touch('bolt-1');
        await eventually(async () => (await w.t.get(path)).body.status === 'disabled', WITHIN_MS);
        expect((await w.t.get(path)).body.disabledReason).toBe('gone');
        w.receiver.answer('gone', () => 200);
        const types = [CUSTOMER_CHANGED];
        await taken(w.t.put(path, { url: w.receiver.url('gone'), types }));
        await eventually(() => w.receiver.taken('gone').length === 1, WITHIN_MS);
        await taken(w.t.put(path, { url: w.receiver.url('gone'), types, paused: true }));
        await w.touch('bolt-1');
        expect((await w.t.get(path)).body.status).toBe('paused');
        await taken(w.t.delete(path));
        expect((await w.t.get(path)).status).toBe(404);
        // What is told to the others was not told to this one.
        await eventually(() => w.receiver.taken('rotated').length >= 3, WITHIN_MS);
        expect(w.receiver.taken('gone')).toHaveLength(1);
      },
      TEST_MS,
    );

    it('are counted where the worker tells its metrics', async () => {
      const told = await (await fetch(String(w.workers[0]?.metricsUrl))).text();
      for (const outcome of ['taken', 'failed', 'gone'])
        expect(told).toMatch(
          new RegExp(`^termbook_webhook_attempts_total\\{outcome="${outcome}",process="worker"\\} \\d`, 'm'),
        );
      expect(told).toContain('process_cpu_user_seconds_total');
    });

    it(
      'end when nothing was taken for five days, and no minute earlier',
      async () => {
        w.receiver.answer('dead', () => 500);
        const { webhookId } = await w.register('dead');
        const path = `/v1/webhooks/${webhookId}`;
        await w.touch('bolt-1');
        const since = await eventually(async () => {
          const { failingSince } = delivery(await w.t.get(path));
          return typeof failingSince === 'string' && failingSince;
        }, WITHIN_MS);
        const ends = Date.parse(since) + FAILING_DAYS_MAX * DAY_MS;
        await moveClock(ends - MINUTE_MS);
        await w.touch('acme-1');
        // At the second attempt all was said about the first.
        await eventually(() => of(w.receiver.all('dead'), 'customer/acme-1').length === 2, WITHIN_MS);
        expect((await w.t.get(path)).body).toMatchObject({ status: 'active', disabledReason: null });
        await moveClock(ends + MINUTE_MS);
        await w.touch('acme-1');
        await eventually(async () => (await w.t.get(path)).body.status === 'disabled', WITHIN_MS);
        expect((await w.t.get(path)).body.disabledReason).toBe('failing');
      },
      TEST_MS,
    );
  });
}
