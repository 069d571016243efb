import type { ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#event-store/stored-event.js';
import { allProjections } from '#projections/all-projections.js';
import type { AnyProjection } from '#projections/projection.js';
import { NotPossibleNowError, RebuildUnderWayError } from '#read-models/rebuilds/rebuild.requests.js';
import { eventually } from '../../support/eventually.js';
import { calendar, plans } from './market.js';
import { list, listed, productId, repriced, streamOf, write } from './plan-history.js';
import { Operator, rebuilt } from './rebuilds.js';
import { Bench, type ReadModels, runnerFor } from './running-projections.js';
import { startProjector } from './start-projector.js';

const children: ChildProcess[] = [];
const operators: Operator[] = [];
const closeOperators = () => Promise.all(operators.splice(0).map((operator) => operator.close()));

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await closeOperators();
});
const bench = Bench.ofFile();

const operating = (readModels: ReadModels): Operator => {
  const operator = new Operator(readModels);
  operators.push(operator);
  return operator;
};

/** The catalogue as another version of the code would make it. */
function otherCatalogue(change: (row: Record<string, unknown>) => object): readonly AnyProjection[] {
  return allProjections(calendar).map((projection) =>
    projection.name !== 'catalogue'
      ? projection
      : {
          ...projection,
          answer: (event, place) =>
            projection.answer(event, place).map(({ key, fold }) => ({
              key,
              fold: (row) => {
                const after = fold(row);
                return after && { ...after, ...change(after as Record<string, unknown>) };
              },
            })),
        },
  );
}

describe('a rebuild', () => {
  it('proves that it took in every event, and would change nothing where the code is the same', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    const last = await list(store, 1, 30);
    await readModels.reached(last);
    const served = await readModels.all();
    const { proof, preview, position_from, position_to, status } = await rebuilt(readModels, ['catalogue', 'receipt']);
    expect([status, position_from === null, position_to]).toEqual(['ready', false, last]);
    expect(proof).toEqual({
      complete: true,
      events: { read: 60, applied: 30, ignored: 30, parked: 0 },
      servedEvents: { read: 60, applied: 30, ignored: 30, parked: 0 },
      byType: [{ type: 'ServicePlanListed', category: 'plan', read: 60, applied: 30, ignored: 30, parked: 0 }],
      rowsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      servedRowsHash: proof?.rowsHash,
    });
    expect(preview).toMatchObject({ rows: 30, added: 0, removed: 0, changed: 0, examples: [] });
    expect(await readModels.all()).toEqual(served);
  });

  it('shows what would change, with the events behind it, then changes it at once, and gives it back', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const before = await bench.running(runnerFor(store, readModels.url));
    await list(store, 1, 3);
    await readModels.reached(await write(store, 2, repriced(2, 250)));
    await before.stop();
    const doubled = otherCatalogue(({ price_minor }) =>
      price_minor === 250n ? { price_minor: 500n, product_name: 'Other' } : {},
    );
    await bench.running(runnerFor(store, readModels.url, doubled));
    const operator = operating(readModels);
    const rebuildId = await operator.order(['catalogue']);
    const { preview, proof } = await operator.until(rebuildId, 'ready');
    expect(preview).toMatchObject({ rows: 3, added: 0, removed: 0, changed: 1 });
    const by = { stream: streamOf(2), command: 'Test', actor: 'test' };
    const events = [
      { ...by, revision: 0, type: 'ServicePlanListed' },
      { ...by, revision: 1, type: 'ServicePlanRepriced' },
    ];
    expect(preview?.examples).toMatchObject([
      { table: 'service_plan', field: 'product_name', served: 'Plan 2', rebuilt: 'Other' },
      { key: { product_id: productId(2) }, field: 'price_minor', served: 250, rebuilt: 500, events },
    ]);
    expect(proof?.rowsHash).not.toBe(proof?.servedRowsHash);
    const price = async () => (await readModels.rows('service_plan'))[1]?.price_minor;
    expect(await price()).toBe(250n);

    await operator.ask(rebuildId, 'cut-over');
    await operator.until(rebuildId, 'cut-over');
    expect(await price()).toBe(500n);
    await readModels.reached(await list(store, 4, 6));
    await operator.ask(rebuildId, 'roll-back');
    await operator.until(rebuildId, 'rolled-back');
    expect(await price()).toBe(250n);
    expect(await readModels.rows('service_plan')).toHaveLength(6);
    expect(await readModels.counts('catalogue')).toEqual({ read: 7, applied: 7, ignored: 0, parked: 0 });
    await readModels.reached(await list(store, 7, 7));
    expect(await readModels.rows('service_plan')).toHaveLength(7);
    expect(await readModels.schemas()).toEqual([]);
  });

  it('keeps every index and key under its name', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await list(store, 1, 1));
    const indexes = () =>
      readModels.pool
        .query(`SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'read_model' ORDER BY 1, 2`)
        .then(({ rows }) => rows);
    const persistent = `SELECT relname FROM pg_class WHERE relnamespace = 'read_model'::regnamespace AND relpersistence = 'u'`;
    const before = await indexes();
    await rebuilt(readModels, ['subscription', 'catalogue', 'charge']);
    expect(await indexes()).toEqual(before);
    expect((await readModels.pool.query(persistent)).rows).toEqual([]);
  });

  it('parks what is to be parked there too, and counts it', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await list(store, 1, 5);
    const bad = {
      ...listed(6),
      plan: { ...plans.revit, productId: productId(6), productName: 'no \0' },
    } as DomainEvent;
    await write(store, 6, bad);
    await write(store, 7, repriced(7, 9));
    await readModels.reached(await list(store, 8, 12));
    const served = await readModels.all();
    const { proof } = await rebuilt(readModels, ['catalogue']);
    expect(proof).toMatchObject({ complete: true, events: { read: 12, applied: 10, ignored: 0, parked: 2 } });
    expect(await readModels.all()).toEqual(served);
    await readModels.reached(await write(store, 7, repriced(7, 10)));
    expect(await readModels.rows('parked_event')).toHaveLength(3);
  });

  it('applies every event of 64 writers that never stop, and no query fails while its tables change places', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    let written = 0;
    let writing = true;
    const writers = Array.from({ length: 64 }, async (_, writer) => {
      for (let number = 100_000 * (writer + 1); writing; number = number + (written % 2)) {
        written += 1;
        await write(store, number, listed(number));
      }
    });
    const failures: unknown[] = [];
    let asked = 0;
    const readers = Array.from({ length: 8 }, async () => {
      while (writing) {
        const found = readModels.pool.query(
          `SELECT p.product_id, r.stream FROM read_model.service_plan p
           LEFT JOIN read_model.receipt r ON r.stream = 'plan-' || p.product_id WHERE p.on_sale LIMIT 200`,
        );
        await found.then(
          () => (asked += 1),
          (error) => failures.push(error),
        );
      }
    });
    await eventually(() => asked > 0);
    const { proof } = await rebuilt(readModels, ['catalogue', 'receipt']).finally(() => {
      writing = false;
    });
    await Promise.all([...writers, ...readers]);
    await readModels.reached(await write(store, 1, listed(1)));
    expect(failures).toEqual([]);
    expect(proof?.complete).toBe(true);
    const total = { read: written + 1, applied: written + 1, ignored: 0, parked: 0 };
    expect(await readModels.counts('catalogue')).toEqual(total);
    const { rows } = await readModels.pool.query('SELECT sum(revision + 1)::int4 AS n FROM read_model.service_plan');
    expect(rows).toEqual([{ n: written + 1 }]);
  });

  it('is resumed by the next projector after kill -9, where it was', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const first = await startProjector(store, readModels.url);
    children.push(first);
    await readModels.reached(await list(store, 1, 300));
    const operator = operating(readModels);
    const rebuildId = await operator.order(['catalogue'], 25);
    const half = await eventually(async () => {
      const row = await operator.requests.find(rebuildId);
      return row !== undefined && row.events_read >= 50n && row.events_read < 250n && row;
    });
    first.kill('SIGKILL');
    await readModels.pool.query('UPDATE read_model.rebuild SET events_per_second_max = NULL');
    const { rows } = await readModels.pool.query(`SELECT events_read FROM rebuild_${half.number}.checkpoint`);
    children.push(await startProjector(store, readModels.url));
    const { proof, events_read } = await operator.until(rebuildId, 'ready');
    expect(rows[0].events_read).toBeGreaterThanOrEqual(50n);
    expect(proof).toMatchObject({ complete: true, events: { read: 300, applied: 300 } });
    expect(events_read).toBe(300n);
  });

  it('begins again when Postgres crashed, since what it had is not durable before the end', () =>
    Bench.onItsOwn(async (own, postgres) => {
      const store = await own.store();
      const readModels = await own.readModels();
      await own.running(runnerFor(store, readModels.url));
      await readModels.reached(await list(store, 1, 100));
      const operator = operating(readModels);
      const rebuildId = await operator.order(['catalogue'], 40);
      await eventually(async () => ((await operator.requests.find(rebuildId))?.events_read ?? 0n) > 10n);
      await postgres.kill();
      await postgres.start();
      const asFastAsItCan = 'UPDATE read_model.rebuild SET events_per_second_max = NULL';
      await eventually(() => readModels.pool.query(asFastAsItCan));
      const { proof } = await operator.until(rebuildId, 'ready');
      expect(proof).toMatchObject({ complete: true, events: { read: 100, applied: 100 } });
      await closeOperators();
    }));

  it('is not faster than told, and is cancelled on the way', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await list(store, 1, 200));
    const operator = operating(readModels);
    const orderedAt = performance.now();
    const rebuildId = await operator.order(['catalogue'], 20);
    const read = await eventually(async () => {
      const row = await operator.requests.find(rebuildId);
      return row !== undefined && row.events_read >= 20n && row.events_read;
    });
    expect(Number(read)).toBeLessThanOrEqual((20 * (performance.now() - orderedAt)) / 1_000);
    await expect(operator.order(['receipt', 'catalogue'])).rejects.toThrow(RebuildUnderWayError);
    await expect(operator.ask(rebuildId, 'cut-over')).rejects.toThrow(NotPossibleNowError);
    await operator.ask(rebuildId, 'cancel');
    const cancelled = await operator.until(rebuildId, 'cancelled');
    expect(cancelled.asked.map(({ what, by }) => [what, by])).toEqual([
      ['rebuild', 'operations:test'],
      ['cancel', 'operations:test'],
    ]);
    expect(await readModels.schemas()).toEqual([]);
    await expect(operator.ask(rebuildId, 'roll-back')).rejects.toThrow(NotPossibleNowError);
  });
});
