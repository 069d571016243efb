import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import { allProjections } from '#projections/all-projections.js';
import { WrongHistoryError } from '#projections/runner/faults.js';
import { runnerMetrics } from '#projections/runner/runner-metrics.js';
import { calendar } from '../contract/projections/market.js';
import { listed, productId, repriced, write } from '../contract/projections/plan-history.js';
import { rebuilt } from '../contract/projections/rebuilds.js';
import { Bench, type ReadModels, runnerFor, type TestStore } from '../contract/projections/running-projections.js';
import { eventually } from '../support/eventually.js';

const bench = Bench.ofFile();

const names = async (readModels: ReadModels) =>
  (await readModels.rows('service_plan')).map((row) => row.product_id).sort();

/** The reader with some calls taken over. */
const withCalls = (reader: TestStore['reader'], calls: Partial<EventReader>): TestStore['reader'] =>
  Object.assign(Object.create(reader) as TestStore['reader'], calls);

describe('an event that Postgres does not take', () => {
  it('parks its stream, in that projection only, and every later event of it; all others are applied', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await write(store, 1, listed(1));
    await write(store, 2, listed(2, 'no text has this \0'));
    await write(store, 3, listed(3));
    await write(store, 2, repriced(2, 5));
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 1, repriced(1, 7)));

    expect(await names(readModels)).toEqual([productId(1), productId(3)]);
    const stream = `plan-${productId(2)}`;
    expect(await readModels.rows('parked_stream')).toEqual([
      { projection: 'catalogue', stream, revision: 0, error: expect.stringContaining('0x00') },
    ]);
    const parked = await readModels.rows('parked_event');
    expect(parked.map(({ revision }) => revision).sort()).toEqual([0, 1]);
    expect(await readModels.counts('catalogue')).toEqual({ read: 5, applied: 3, ignored: 0, parked: 2 });
    expect(await readModels.counts('subscription')).toEqual({ read: 5, applied: 0, ignored: 5, parked: 0 });
    const before = await readModels.all();
    await rebuilt(readModels, ['catalogue']);
    expect(await readModels.all()).toEqual(before);
  });
});

describe('an event that no codec knows, or that cannot follow what came before', () => {
  it('parks its stream; a runner that starts later keeps it parked', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await store.connection.appending.append({
      stream: `plan-${productId(1)}`,
      expected: 'no-stream',
      events: [{ id: randomUUID(), type: 'NobodyKnows.v9', data: Buffer.from('{}'), metadata: Buffer.from('{}') }],
    });
    await write(store, 2, repriced(2, 5));
    const first = await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 3, listed(3)));
    await first.stop();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 2, repriced(2, 6)));

    expect(await names(readModels)).toEqual([productId(3)]);
    const parked = await readModels.rows('parked_event');
    expect(parked.map(({ projection, stream, revision }) => `${projection} ${stream} ${revision}`).sort()).toEqual([
      `catalogue plan-${productId(1)} 0`,
      `catalogue plan-${productId(2)} 0`,
      `catalogue plan-${productId(2)} 1`,
      `receipt plan-${productId(1)} 0`,
    ]);
    expect(await readModels.counts('catalogue')).toEqual({ read: 4, applied: 1, ignored: 0, parked: 3 });
  });
});

describe('two projectors', () => {
  it('lead one at a time: the other takes over when the first is gone, and nothing is projected twice', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const first = await bench.running(runnerFor(store, readModels.url));
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 1, listed(1)));
    await first.stop();
    await readModels.reached(await write(store, 2, listed(2)));
    expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
  });

  it('are fenced: one that believes it leads writes nothing and steps down', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 1, listed(1)));
    const before = (await runnerMetrics.steppedDown.get()).values[0]?.value ?? 0;
    // As another leader would, who got the lock while this one did not notice.
    await readModels.pool.query("UPDATE read_model.checkpoint SET epoch = nextval('read_model.epoch')");
    await readModels.reached(await write(store, 2, listed(2)));
    expect((await runnerMetrics.steppedDown.get()).values[0]?.value).toBe(before + 1);
    expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
    expect(await names(readModels)).toEqual([productId(1), productId(2)]);
  });

  it('go on when the connection with the lock is cut', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await write(store, 1, listed(1)));
    await readModels.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'termbook-projector' AND datname = current_database()`,
    );
    await readModels.reached(await write(store, 2, listed(2)));
    expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
  });
});

describe('a live subscription', () => {
  it('that the store drops again and again loses nothing and repeats nothing', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    store.node.setFaults({ dropEveryMs: 20 });
    const numbers = Array.from({ length: 150 }, (_, index) => index + 1);
    let last = 0n;
    for (const number of numbers) last = await write(store, number, listed(number));
    await readModels.reached(last);
    store.node.setFaults({ dropEveryMs: 0 });
    expect(await names(readModels)).toEqual(numbers.map(productId));
    expect(await readModels.counts('catalogue')).toEqual({ read: 150, applied: 150, ignored: 0, parked: 0 });
    expect((await runnerMetrics.dropped.get()).values[0]?.value).toBeGreaterThan(0);
  });

  it('that falls silent without a word is given up', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const silentOnes = withCalls(store.reader, {
      async *subscribeToAll(_after, { signal } = {}): AsyncGenerator<AllItem> {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      },
    });
    await bench.running(runnerFor({ reader: silentOnes }, readModels.url));
    await readModels.reached(await write(store, 1, listed(1)));
    expect(await names(readModels)).toEqual([productId(1)]);
  });
});

/** A projector has been here, and stopped. */
async function projectedOnce() {
  const readModels = await bench.readModels();
  const store = await bench.store();
  const first = await bench.running(runnerFor(store, readModels.url));
  await readModels.reached(await write(store, 1, listed(1)));
  await first.stop();
  return { readModels, store };
}

describe('a store that is not the one', () => {
  it('is refused at start, by its id', async () => {
    const { readModels } = await projectedOnce();
    const wrong = await bench.store();
    await write(wrong, 1, listed(1));
    await expect(bench.running(runnerFor(wrong, readModels.url))).rejects.toThrow(WrongHistoryError);
    expect(await names(readModels)).toEqual([productId(1)]);
  });

  it('is refused at start when it does not have the event of a checkpoint any more, or another one there', async () => {
    const { readModels, store } = await projectedOnce();
    const older = withCalls(store.reader, { idAt: async () => undefined });
    await expect(bench.running(runnerFor({ reader: older }, readModels.url))).rejects.toThrow(/now has none/);
    const other = withCalls(store.reader, { idAt: async () => 'another' });
    await expect(bench.running(runnerFor({ reader: other }, readModels.url))).rejects.toThrow(/now has event another/);
  });
});

describe('a projection that is new', () => {
  it('is brought to where the others are, from the first event on', async () => {
    const readModels = await bench.readModels();
    const store = await bench.store();
    const projections = allProjections(calendar);
    const older = await bench.running(
      runnerFor(
        store,
        readModels.url,
        projections.filter(({ name }) => name !== 'catalogue'),
      ),
    );
    await readModels.reached(await write(store, 1, listed(1)));
    await older.stop();
    expect(await names(readModels)).toEqual([]);
    await bench.running(runnerFor(store, readModels.url, projections));
    await readModels.reached(await write(store, 2, listed(2)));
    expect(await names(readModels)).toEqual([productId(1), productId(2)]);
    expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
  });
});

describe("the read models' Postgres", () => {
  it('may go away and come back: what was written meanwhile is projected then', () =>
    Bench.onItsOwn(async (own, postgres) => {
      const store = await own.store();
      const readModels = await own.readModels();
      await own.running(runnerFor(store, readModels.url));
      await readModels.reached(await write(store, 1, listed(1)));
      await postgres.kill();
      const last = await write(store, 2, listed(2));
      await postgres.start();
      await eventually(() => names(readModels));
      await readModels.reached(last);
      expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
    }));
});
