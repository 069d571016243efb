import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatPosition } from '#event-store/position.js';
import type { CustomerId, EndUserId, ProductId, ResellerId, TrackingId } from '#kernel/ids.js';
import { InvalidCursorError } from '#read-models/paging/cursor.js';
import type { AskedMarket } from './asked-market.js';
import type { Asking } from './asking.js';
import { customerId, type Market, plans, resellerId } from './market.js';
import { askedCatalogue } from './parts/asked-catalogue.js';
import {
  annual,
  clock,
  date,
  instant,
  monthly,
  nobody,
  printed,
  queriedMarket,
  revit,
  waiting,
} from './queried-market.js';
import type { ReadModels, TestStore } from './running-projections.js';

let asked: AskedMarket;
let store: TestStore;
let market: Market;
let ask: Asking;
let readModels: ReadModels;

beforeAll(async () => {
  asked = await queriedMarket();
  ({ store, market, ask, readModels } = asked);
}, 60_000);

afterAll(() => asked?.stop());

const idsOf = (page: { readonly items: readonly { readonly subscriptionId: string }[] }) =>
  page.items.map(({ subscriptionId }) => subscriptionId);

describe('a reseller, a customer, a plan', () => {
  it('are answered field for field, with revision and position', async () => {
    const storeId = await store.reader.storeId();
    const [reseller] = await store.reader.readStream(`reseller-${resellerId}`);
    expect(await ask.resellers.find(resellerId)).toEqual({
      resellerId: 'r-1',
      name: 'Cad & Co',
      country: 'US',
      supportEmail: 'help@cad.example',
      csn: null,
      csnStatus: 'none',
      revision: 0,
      position: formatPosition(storeId, reseller?.position ?? -1n),
    });
    expect(await ask.customers.find(customerId)).toEqual({
      customerId: 'c-1',
      resellerId: 'r-1',
      name: 'Müller Bau GmbH',
      postalCode: '97201',
      country: 'US',
      csn: null,
      address: '1 Main St',
      revision: 0,
      position: expect.any(String),
    });
    expect(await ask.servicePlans.find(plans.revit.productId)).toEqual({
      productId: revit,
      productName: 'Revit',
      period: 'annual',
      supportLevel: 'basic',
      catalogue: 'specialized',
      price: { amountMinor: 312_000, currency: 'USD' },
      onSale: true,
      revision: 0,
      position: expect.any(String),
    });
  });

  it('that never were are undefined', async () => {
    expect(await ask.resellers.find('r-9' as ResellerId)).toBeUndefined();
    expect(await ask.customers.find('c-9' as CustomerId)).toBeUndefined();
    expect(await ask.servicePlans.find('000000000000000' as ProductId)).toBeUndefined();
    expect(await ask.catalogue.list('r-9' as ResellerId, {})).toBeUndefined();
    expect(await ask.catalogue.choices('r-9' as ResellerId, {})).toBeUndefined();
    expect(await ask.subscriptions.find(nobody)).toBeUndefined();
    expect(await ask.charges.ofSubscription(nobody, {})).toBeUndefined();
    expect(await ask.licenses.list(nobody)).toBeUndefined();
    expect(await ask.history.list(nobody)).toBeUndefined();
    expect(await ask.carts.find(customerId)).toBeUndefined();
  });
});

describe('a subscription', () => {
  it('that is pending has its ordered quantity, and owes nothing', async () => {
    expect(await ask.subscriptions.find(waiting)).toEqual({
      subscriptionId: waiting,
      trackingId: `T-${waiting}`,
      attempt: 1,
      resellerId: 'r-1',
      customerId: 'c-1',
      productId: printed.basicAnnual,
      productName: 'AutoCAD LT',
      period: 'annual',
      supportLevel: 'basic',
      poNumber: 'PO-1',
      supportContact: 'support@cad.example',
      status: 'pending',
      seats: 1,
      seatsAtRenewal: 1,
      planAtRenewal: printed.basicAnnual,
      assignedLicenses: 0,
      autoRenew: true,
      endsOn: null,
      updatesEntitled: false,
      term: null,
      cutoff: null,
      price: { amountMinor: 57_625, currency: 'USD' },
      commitment: { totalMinor: 0, chargedMinor: 0, remainingMinor: 0, until: null },
      vendorError: null,
      replaces: null,
      replacedBy: null,
      revision: 0,
      position: expect.any(String),
    });
  });

  it('that is active has its term, its cutoff, and what of its commitment has fallen due', async () => {
    expect(await ask.subscriptions.find(monthly)).toMatchObject({
      status: 'active',
      seats: 2,
      seatsAtRenewal: 2,
      planAtRenewal: printed.basicMonthly,
      term: { number: 1, startDate: '2026-03-05', endDate: '2027-03-04' },
      cutoff: {
        date: '2027-02-25',
        instant: '2027-02-26T07:59:59.999Z',
        calendar: 'US',
        timeZone: 'America/Los_Angeles',
        holidays: [],
      },
      commitment: { totalMinor: 115_250, chargedMinor: 9605, remainingMinor: 105_645, until: '2027-03-04' },
    });
    expect(await ask.subscriptions.find(annual)).toMatchObject({
      assignedLicenses: 2,
      commitment: { totalMinor: 288_125, chargedMinor: 288_125, remainingMinor: 0, until: '2027-03-04' },
    });
  });

  it('has its licences, the longest held first', async () => {
    expect(await ask.licenses.list(annual)).toEqual({
      items: [
        { endUserId: 'u-2', assignedAt: '2026-03-05T19:00:00.000Z' },
        { endUserId: 'u-1', assignedAt: '2026-03-05T19:00:01.000Z' },
      ],
      nextCursor: null,
    });
    expect(await ask.licenses.list(monthly)).toEqual({ items: [], nextCursor: null });
    const first = await ask.licenses.list(annual, { limit: 1 });
    const second = await ask.licenses.list(annual, { limit: 1, cursor: first?.nextCursor ?? '' });
    expect([first, second].map((page) => page?.items.map(({ endUserId }) => endUserId))).toEqual([['u-2'], ['u-1']]);
    expect(second?.nextCursor).toBeNull();
  });

  it('has its timeline, opened, with who and when', async () => {
    const history = await ask.history.list(annual);
    expect(history?.items.map(({ type, revision }) => [type, revision])).toEqual([
      ['SubscriptionOrdered', 0],
      ['SubscriptionActivated', 1],
      ['LicenseAssigned', 2],
      ['LicenseAssigned', 3],
    ]);
    expect(history?.items[0]).toMatchObject({
      effectiveAt: '2026-03-03T18:00:00.000Z',
      recordedAt: '2026-03-03T18:00:00.000Z',
      actor: 'test',
      data: { order: { supportContact: 'support@cad.example', plan: { productId: printed.basicAnnual } } },
    });
    expect(history?.items[2]?.data).toEqual({ endUserId: 'u-2', assignedAt: '2026-03-05T19:00:00.000Z' });
  });
});

askedCatalogue(() => asked);

describe('a list of subscriptions', () => {
  it('is found by each filter', async () => {
    const found = async (filter: Parameters<Asking['subscriptions']['list']>[0]) =>
      idsOf(await ask.subscriptions.list(filter));
    expect(await found({})).toEqual([annual, monthly, waiting]);
    expect(await found({ resellerId, customerId })).toEqual([annual, monthly, waiting]);
    expect(await found({ resellerId: 'r-9' as ResellerId })).toEqual([]);
    expect(await found({ productId: plans.basicMonthly.productId })).toEqual([monthly]);
    expect(await found({ status: 'pending' })).toEqual([waiting]);
    expect(await found({ poNumber: 'PO-2' })).toEqual([monthly]);
    expect(await found({ trackingId: `T-${waiting}` as TrackingId })).toEqual([waiting]);
    expect(await found({ termEndFrom: date('2027-03-04'), termEndTo: date('2027-03-04') })).toEqual([annual, monthly]);
    expect(await found({ termEndTo: date('2027-03-03') })).toEqual([]);
    expect(await found({ cutoffFrom: date('2027-02-25') })).toEqual([annual, monthly]);
    expect(await found({ cutoffFrom: date('2027-02-26') })).toEqual([]);
  });

  it('comes in pages that later orders do not shift', async () => {
    const first = await ask.subscriptions.list({ limit: 2 });
    expect(idsOf(first)).toEqual([annual, monthly]);
    const second = await ask.subscriptions.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(idsOf(second)).toEqual([waiting]);
    expect(second.nextCursor).toBeNull();
    await expect(ask.subscriptions.list({ cursor: 'no cursor' })).rejects.toThrow(InvalidCursorError);
    const ofCharges = (await ask.charges.list({ limit: 1 })).nextCursor ?? '';
    await expect(ask.subscriptions.list({ cursor: ofCharges })).rejects.toThrow(InvalidCursorError);
  });
});

describe('charges', () => {
  const oneTerm = {
    subscriptionId: annual,
    kind: 'term',
    termNumber: 1,
    dueOn: '2026-03-05',
    amount: { amountMinor: 288_125, currency: 'USD' },
  };
  const firstInstalment = {
    subscriptionId: monthly,
    kind: 'instalment',
    termNumber: 1,
    instalmentNumber: 1,
    dueOn: '2026-03-05',
    amount: { amountMinor: 9605, currency: 'USD' },
  };

  it('are those that have fallen due, on the very day', async () => {
    clock.set(instant('2026-03-05T07:59:59.999Z'));
    expect(await ask.charges.list({})).toEqual({ items: [], nextCursor: null });
    clock.set(instant('2026-03-05T08:00:00.000Z'));
    expect(await ask.charges.list({})).toEqual({ items: [oneTerm, firstInstalment], nextCursor: null });
  });

  it('are found by subscription, by reseller and by day, and come in pages', async () => {
    expect(await ask.charges.ofSubscription(monthly, {})).toEqual({ items: [firstInstalment], nextCursor: null });
    expect(await ask.charges.list({ resellerId: 'r-9' as ResellerId })).toEqual({ items: [], nextCursor: null });
    expect(await ask.charges.list({ dueFrom: date('2026-03-06') })).toEqual({ items: [], nextCursor: null });
    expect(await ask.charges.list({ dueTo: date('2026-03-04') })).toEqual({ items: [], nextCursor: null });
    const first = await ask.charges.list({ resellerId, limit: 1 });
    const second = await ask.charges.list({ resellerId, limit: 1, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items]).toEqual([oneTerm, firstInstalment]);
    expect(second.nextCursor).toBeNull();
  });
});

describe('due work', () => {
  it('is the next of each kind, for every stream that has any', async () => {
    const due = await readModels.rows('due_work');
    expect(due.map(({ stream, kind, due_at }) => `${due_at} ${kind} ${stream}`).sort()).toEqual([
      `2026-03-05T19:00:02.000Z provisioning subscription-${waiting}`,
      `2026-04-05T07:00:00.000Z instalment subscription-${monthly}`,
      `2027-02-26T08:00:00.000Z cutoff subscription-${annual}`,
      `2027-02-26T08:00:00.000Z cutoff subscription-${monthly}`,
      `2027-03-05T08:00:00.000Z renewal subscription-${annual}`,
      `2027-03-05T08:00:00.000Z renewal subscription-${monthly}`,
    ]);
    expect(due.find(({ kind }) => kind === 'provisioning')).toMatchObject({
      attempt: 1,
      details: { trackingId: `T-${waiting}` },
    });
  });
});

describe('the progress of projections', () => {
  it('is waited for, and given up in time', async () => {
    const head = (await store.reader.head()) ?? 0n;
    const now = instant('2026-03-06T20:00:00.000Z');
    const next = market.on(annual, now, { type: 'UnassignLicense', endUserId: 'u-1' as EndUserId });
    expect(await ask.progress.waitFor((await next).position, 5_000)).toBe(true);
    expect(await ask.subscriptions.find(annual)).toMatchObject({ assignedLicenses: 1 });
    expect(await ask.progress.position()).toBeGreaterThan(head);
    expect(await ask.progress.waitFor(2n ** 62n, 50)).toBe(false);
  });
});
