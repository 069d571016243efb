import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { allProjections } from '#projections/all-projections.js';
import type { AnyProjection } from '#projections/projection.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { ParkedRequests } from '#read-models/parked/parked.requests.js';
import { calendar } from './market.js';
import { listed, productId, repriced, streamOf, withdrawn, write } from './plan-history.js';
import { Bench, type ReadModels, runnerFor } from './running-projections.js';

const databases: ReadDatabase[] = [];
afterEach(async () => {
  for (const database of databases.splice(0)) await database.onModuleDestroy();
});
const bench = Bench.ofFile();

const stream = streamOf(2);

/** Code with a mistake: it can't take these prices. */
const cannotTake = (...amounts: readonly number[]): readonly AnyProjection[] =>
  allProjections(calendar).map((projection) =>
    projection.name !== 'catalogue'
      ? projection
      : {
          ...projection,
          answer: (event, place) => {
            if (event.type === 'ServicePlanRepriced' && amounts.includes(event.price.amountMinor)) {
              throw new Error(`no price is ${event.price.amountMinor}`);
            }
            return projection.answer(event, place);
          },
        },
  );

/** A plan that is parked from revision 1 on, with two events behind, and another one that is not. */
async function parked(projections: readonly AnyProjection[]) {
  const store = await bench.store();
  const readModels = await bench.readModels();
  const broken = await bench.running(runnerFor(store, readModels.url, cannotTake(200)));
  await write(store, 1, listed(1));
  await write(store, 2, listed(2));
  await write(store, 2, repriced(2, 200));
  await write(store, 2, repriced(2, 300));
  await readModels.reached(await write(store, 2, withdrawn(2, 300)));
  await broken.stop();
  await bench.running(runnerFor(store, readModels.url, projections));
  return { store, readModels, ask: asking(readModels) };
}

const asking = ({ url }: ReadModels): ParkedRequests => {
  const database = new ReadDatabase(url);
  databases.push(database);
  return new ParkedRequests(database);
};

const order = (action: 'try' | 'release') =>
  ({
    requestId: randomUUID(),
    projection: 'catalogue',
    stream,
    action,
    by: 'operations:test',
    reason: 'mended',
  }) as const;

describe('a parked stream', () => {
  it('is listed with its error, since when, and how many events wait behind', async () => {
    const { ask } = await parked(cannotTake(200));
    expect(await ask.list()).toEqual([
      {
        projection: 'catalogue',
        stream,
        revision: 1,
        error: 'no price is 200',
        parkedAt: expect.stringMatching(/Z$/),
        eventsBehind: 2,
      },
    ]);
  });

  it('is tried on a copy first: what would be there is shown, and nothing is changed', async () => {
    const { ask, readModels } = await parked(allProjections(calendar));
    const before = await readModels.all();
    const answer = await ask.ask(order('try'));
    expect(answer).toMatchObject({ released: false, works: true, events: 3, error: null });
    expect(answer.rows).toMatchObject([
      { table: 'service_plan', row: { price_minor: '300', on_sale: false, revision: 3 } },
    ]);
    expect(await readModels.all()).toEqual(before);
    expect(await ask.list()).toHaveLength(1);
  });

  it('is released in order once it works, counts as applied, and goes on from there', async () => {
    const { ask, readModels, store } = await parked(allProjections(calendar));
    expect(await ask.ask(order('release'))).toMatchObject({ released: true, works: true, events: 3 });
    expect(await ask.list()).toEqual([]);
    expect(await readModels.counts('catalogue')).toEqual({ read: 5, applied: 5, ignored: 0, parked: 0 });
    await readModels.reached(await write(store, 2, repriced(2, 400)));
    expect(await readModels.rows('service_plan')).toContainEqual(
      expect.objectContaining({ product_id: productId(2), price_minor: 400n, on_sale: false, revision: 4 }),
    );
    expect(await readModels.rows('parked_event')).toEqual([]);
    expect(await ask.ask(order('release'))).toMatchObject({ released: false, works: false, events: 0 });
  });

  it('stays where it is while one of its events still fails, and says which', async () => {
    const { ask, readModels } = await parked(cannotTake(300));
    const before = await readModels.all();
    const answer = { released: false, works: false, error: 'no price is 300', revision: 2, rows: [] };
    expect(await ask.ask(order('try'))).toMatchObject(answer);
    expect(await ask.ask(order('release'))).toMatchObject(answer);
    expect(await readModels.all()).toEqual(before);
  });

  it('is released once, however often the same request comes', async () => {
    const { ask } = await parked(allProjections(calendar));
    const request = order('release');
    const answers = await Promise.all([ask.ask(request), ask.ask(request)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ released: true });
  });
});
