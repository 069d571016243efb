import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { QUEUE_BACKENDS } from '../../../support/backends.js';
import { eventually } from '../../../support/eventually.js';
import { type Json, withKey } from '../../api/running-api.js';
import type { BackendUnderTest } from '../../scheduling/queue-backend.js';
import {
  CUSTOMER_CHANGED,
  ids,
  of,
  PLAN,
  revisions,
  START_MS,
  TEST_MS,
  taken,
  type WebhooksUnderTest,
  WITHIN_MS,
} from '../webhooks-under-test.js';

/** Of one subject, told one after the other. */
const EVENTS_IN_A_ROW = 12;
/** A receiver so slow that a kill finds an event under way. */
const SLOW_ANSWER_MS = 60;

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

/** Others hold locks in it: a drop that Postgres sacrifices to a deadlock is tried again. */
const wiped = (store: BackendUnderTest) => eventually(() => store.wipe().then(() => true));

/** What the queue has a part in, on each. One worker is left at the end. */
export function queued(webhooks: () => WebhooksUnderTest): void {
  describe.each(QUEUE_BACKENDS)('webhooks, with the queue on %s and two w.workers at once,', (queue) => {
    let w: WebhooksUnderTest;
    let store: BackendUnderTest;

    beforeAll(async () => {
      w = webhooks();
      store = await w.startWorkers(queue);
    }, START_MS);

    it(
      'tell each event once, as the feed does, in order, signed, and only what the key may see',
      async () => {
        const path = `acme-${queue}`;
        const { secret, resellers } = await w.register(path, {}, withKey('acme-key'));
        expect(resellers).toEqual(['acme']);
        const order = { productId: PLAN, quantity: 5, poNumber: 'SLOW-1' };
        const { subscriptionId } = await taken(
          w.post('/v1/orders', { ...order, resellerId: 'acme', customerId: 'acme-1' }),
        );
        await taken(w.post('/v1/orders', { ...order, resellerId: 'bolt', customerId: 'bolt-1' }));
        for (let n = 0; n < EVENTS_IN_A_ROW; n += 1) await w.touch('acme-1');
        await w.touch('bolt-1');
        const told = await eventually(() => {
          const all = w.receiver.taken(path);
          const rows = [of(all, 'customer/acme-1').length, of(all, `subscription/${subscriptionId}`).length];
          return rows[0] === EVENTS_IN_A_ROW && rows[1] === 1 && all;
        }, WITHIN_MS);
        const customers = revisions(of(told, 'customer/acme-1'));
        expect(customers).toEqual(ascending(customers));
        expect(new Set(ids(told)).size).toBe(told.length);
        expect(told.map(({ body }) => body).join()).not.toContain('bolt');
        const events = JSON.parse((await w.t.get('/v1/events?limit=1000', withKey('acme-key'))).text) as Json[];
        for (const { event, headers, body } of told) {
          expect(new Webhook(String(secret)).verify(body, headers as Record<string, string>)).toEqual(event);
          expect(event).toEqual(events.find(({ id }) => id === event.id));
          expect(headers['webhook-id']).toBe(event.id);
        }
      },
      TEST_MS,
    );

    it(
      'lose nothing when the worker that tells them is killed and the queue is wiped in the middle',
      async () => {
        const path = `slow-${queue}`;
        const { position, revision } = (await w.t.get('/v1/customers/acme-1')).body;
        w.receiver.answer(path, () => pause(SLOW_ANSWER_MS, 200));
        const { webhookId } = await w.register(path, { types: [CUSTOMER_CHANGED], after: position });
        for (let n = 0; n < EVENTS_IN_A_ROW; n += 1) await w.touch('acme-1');
        await eventually(() => w.receiver.all(path).length > 2, WITHIN_MS);
        const killed = await w.whoseTurn(webhookId);
        await w.kill(killed);
        await wiped(store);
        const told = await eventually(() => {
          const all = of(w.receiver.taken(path), 'customer/acme-1');
          return new Set(ids(all)).size >= EVENTS_IN_A_ROW && all;
        }, WITHIN_MS);
        // Each event for the first time only after the one before it, and none is missing.
        const firsts = told.filter(({ event }, index) => ids(told).indexOf(event.id) === index);
        expect(revisions(firsts)).toEqual(Array.from({ length: EVENTS_IN_A_ROW }, (_, n) => Number(revision) + 1 + n));
      },
      TEST_MS,
    );
  });
}
