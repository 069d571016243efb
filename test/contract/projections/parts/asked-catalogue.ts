import { beforeAll, describe, expect, it } from '@jest/globals';
import { formatPosition } from '#event-store/position.js';
import type { AskedMarket } from '../asked-market.js';
import type { Asking } from '../asking.js';
import { customerId, type Market, plans, resellerId } from '../market.js';
import { annual, instant, printed, revit } from '../queried-market.js';
import type { TestStore } from '../running-projections.js';

let store: TestStore;
let market: Market;
let ask: Asking;
let projected: (position: bigint) => Promise<void>;

/** What can be bought, and what is about to be: prices are others afterwards, and the reseller's CSN was revoked. */
export function askedCatalogue(asked: () => AskedMarket): void {
  describe('what is on sale', () => {
    beforeAll(() => {
      const { readModels, ...others } = asked();
      ({ store, market, ask } = others);
      projected = (position) => readModels.reached(position);
    });

    describe('the catalogue', () => {
      const listed = async (filter: Parameters<Asking['catalogue']['list']>[1] = {}) =>
        (await ask.catalogue.list(resellerId, filter))?.items.map(({ productId }) => productId);

      it('shows a reseller without a CSN the Open plans only', async () => {
        expect(await listed()).toEqual([printed.basicAnnual, printed.advanced, printed.basicMonthly]);
      });

      it('is narrowed by each filter, and searched by name or product ID', async () => {
        expect(await listed({ period: 'monthly' })).toEqual([printed.basicMonthly]);
        expect(await listed({ supportLevel: 'advanced' })).toEqual([printed.advanced]);
        expect(await listed({ product: 'Revit' })).toEqual([]);
        expect(await listed({ q: 'cad lt' })).toHaveLength(3);
        expect(await listed({ q: '057o1-ww6525-l999' })).toEqual([printed.basicMonthly]);
        expect(await listed({ q: '%' })).toEqual([]);
      });

      it('comes in pages, each plan once', async () => {
        const first = await ask.catalogue.list(resellerId, { limit: 2 });
        expect(first?.items).toHaveLength(2);
        const second = await ask.catalogue.list(resellerId, { limit: 2, cursor: first?.nextCursor ?? '' });
        expect(second?.items.map(({ productId }) => productId)).toEqual([printed.basicMonthly]);
        expect(second?.nextCursor).toBeNull();
      });

      it('leads through the wizard, taking a step with one choice by itself', async () => {
        const choices = (choice: Parameters<Asking['catalogue']['choices']>[1]) =>
          ask.catalogue.choices(resellerId, choice);
        expect(await choices({})).toEqual({ next: 'period', choices: ['annual', 'monthly'], plan: null });
        expect(await choices({ period: 'annual' })).toEqual({
          next: 'supportLevel',
          choices: ['basic', 'advanced'],
          plan: null,
        });
        const {
          onSale: _,
          revision: __,
          position: ___,
          ...plan
        } = (await ask.servicePlans.find(plans.basicMonthly.productId)) ?? {};
        expect(await choices({ period: 'monthly' })).toEqual({ next: null, choices: [], plan });
        expect(await choices({ product: 'Revit' })).toEqual({ next: null, choices: [], plan: null });
      });

      it('opens its Specialized part with a verified CSN, and entitles to updates; a revoked one closes both', async () => {
        await market.verifyCsn(instant('2026-03-05T19:30:00.000Z'));
        await projected((await store.reader.readLast(`reseller-${resellerId}`))?.position ?? 0n);
        expect(await listed()).toContain(revit);
        expect(await ask.catalogue.choices(resellerId, {})).toEqual({
          next: 'product',
          choices: ['AutoCAD LT', 'Revit'],
          plan: null,
        });
        expect(await ask.subscriptions.find(annual)).toMatchObject({ updatesEntitled: true });
        const csn = (await ask.resellers.find(resellerId))?.csn as never;
        const revokedAt = instant('2026-03-05T19:31:00.000Z');
        const revoked = await market.onReseller(
          { type: 'CsnRevoked', resellerId, csn, registration: 1, revokedAt },
          revokedAt,
        );
        await projected(revoked.position);
        expect(await listed()).not.toContain(revit);
        expect(await ask.subscriptions.find(annual)).toMatchObject({ updatesEntitled: false });
      });
    });

    describe('a cart', () => {
      it('shows its plan and what it would cost now, and is empty after a checkout', async () => {
        const now = instant('2026-03-05T20:00:00.000Z');
        const price = { amountMinor: 57_625, currency: 'USD' };
        const placed = await store.scribe.write(`cart-${customerId}`, {
          effectiveAt: now,
          event: {
            type: 'PlanPlacedInCart',
            customerId,
            resellerId,
            plan: plans.basicAnnual,
            price,
            quantity: 3,
            placedAt: now,
          },
        });
        await projected(placed.position);
        const before = await ask.carts.find(customerId);
        expect(before).toMatchObject({
          quantity: 3,
          cost: { amountMinor: 172_875 },
          item: { productId: printed.basicAnnual },
        });
        const dearer = await market.plan(plans.basicAnnual.productId, now, {
          type: 'ServicePlanRepriced',
          productId: plans.basicAnnual.productId,
          price: { amountMinor: 60_000, currency: 'USD' },
          previousPrice: price,
          repricedAt: now,
        });
        await projected(dearer.position);
        expect(await ask.carts.find(customerId)).toMatchObject({ quantity: 3, cost: { amountMinor: 180_000 } });
        const emptied = await store.scribe.write(`cart-${customerId}`, {
          effectiveAt: now,
          event: { type: 'CartEmptied', customerId, resellerId, emptiedAt: now },
        });
        await projected(emptied.position);
        expect(await ask.carts.find(customerId)).toEqual({
          customerId: 'c-1',
          resellerId: 'r-1',
          item: null,
          quantity: null,
          cost: null,
          revision: 1,
          position: formatPosition(await store.reader.storeId(), emptied.position),
        });
      });
    });
  });
}
