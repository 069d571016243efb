import { describe, expect, it } from '@jest/globals';
import type { AllItem } from '#event-store/event-reader.js';
import { catalogueProjection } from '../catalogue/catalogue.projection.js';
import { folded, itemsOf, rowsOf, SOME_INSTANT } from '../folded.spec-support.js';
import { annualPlan, ordered, stream, usd } from '../orders.spec-support.js';
import { anyProjection } from '../projection.js';
import { foldBatch, planBatch } from './batch-fold.js';

const projection = anyProjection(catalogueProjection);
const { productId } = annualPlan;
const good = `plan-${productId}`;
const bad = 'plan-OTHER';
const listed = { type: 'ServicePlanListed', plan: annualPlan, price: usd(100), listedAt: SOME_INSTANT } as const;
const repriced = {
  type: 'ServicePlanRepriced',
  productId,
  price: usd(90),
  previousPrice: usd(100),
  repricedAt: SOME_INSTANT,
} as const;

describe('folding a batch', () => {
  it('takes each stream in order, on the rows as they were', () => {
    const items = itemsOf([good, repriced]);
    const plan = planBatch(projection, items);
    expect(plan.keys).toEqual([[productId]]);
    const before = rowsOf(folded(projection, ...itemsOf([good, listed])));
    expect(foldBatch(plan, before, new Set()).rows).toEqual([
      { key: [productId], row: { ...before[0], price_minor: 90n, revision: 0, position: 100n } },
    ]);
  });

  it('parks a stream from the event on that fails; others go on', () => {
    const batch = folded(projection, ...itemsOf([bad, repriced], [good, listed], [bad, listed], [stream, ordered]));
    expect(rowsOf(batch)).toHaveLength(1);
    expect(batch.parked.map(({ stream: of, revision, first }) => [of, revision, first])).toEqual([
      [bad, 0, true],
      [bad, 1, false],
    ]);
    expect(batch.counts).toEqual({ applied: 1, ignored: 1, parked: 2 });
  });

  it('parks what comes behind a stream that was parked before', () => {
    const items = itemsOf([good, listed]);
    const batch = foldBatch(planBatch(projection, items), [], new Set([good]));
    expect(batch.rows).toEqual([]);
    expect(batch.parked).toEqual([
      {
        stream: good,
        revision: 0,
        position: 100n,
        id: 'id-100',
        error: 'An earlier event of this stream is parked',
        first: false,
      },
    ]);
  });

  it('parks what does not decode, where the stream is its concern; a checkpoint is no event', () => {
    const undecodable = (of: string): AllItem => ({
      kind: 'undecodable',
      stream: of,
      revision: 0,
      position: 7n,
      id: 'id-7',
      type: 'Nobody.v1',
      error: 'unknown type',
    });
    const batch = folded(projection, undecodable(good), undecodable(stream), { kind: 'checkpoint', position: 9n });
    expect(batch.parked).toEqual([
      { stream: good, revision: 0, position: 7n, id: 'id-7', error: 'unknown type', first: true },
    ]);
    expect(batch.counts).toEqual({ applied: 0, ignored: 1, parked: 1 });
  });

  it('parks the one event that Postgres refused, saying why', () => {
    const plan = planBatch(projection, itemsOf([good, listed]));
    const batch = foldBatch(plan, [], new Set(), 'refused');
    expect(batch.rows).toEqual([]);
    expect(batch.parked).toMatchObject([{ stream: good, error: 'refused', first: true }]);
  });
});
