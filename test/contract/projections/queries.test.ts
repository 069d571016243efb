import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatPosition } from '#event-store/position.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, EndUserId, ProductId, ResellerId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { InvalidCursorError } from '#read-models/paging/cursor.js';
import { type Asking, askingWith, SetClock } from './asking.js';
import { customerId, Market, plans, resellerId } from './market.js';
import {
  Bench,
  type ReadModels,
  runnerFor,
  startEmbeddedPostgres,
  type TestPostgres,
  type TestStore,
} from './running-projections.js';

const instant = (text: string) => text as Instant;
const date = (text: string) => text as CalendarDate;
const clock = new SetClock(instant('2026-03-05T20:00:00.000Z'));
const annual = 'aaaaaaaa-1111-4111-8111-111111111111' as SubscriptionId;
const monthly = 'bbbbbbbb-2222-4222-8222-222222222222' as SubscriptionId;
const waiting = 'cccccccc-3333-4333-8333-333333333333' as SubscriptionId;
const nobody = 'dddddddd-4444-4444-8444-444444444444' as SubscriptionId;

let postgres: TestPostgres;
const bench = new Bench(() => postgres);
let store: TestStore;
let market: Market;
let ask: Asking;
let readModels: ReadModels;
const projected = (position: bigint) => readModels.reached(position);

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  store = await bench.store();
  readModels = await bench.readModels();
  await bench.running(runnerFor(store, readModels.url));
  ask = await askingWith(readModels.url, store, clock);
  market = new Market(store.scribe, (subject, text) => ask.vault.seal(subject, text));
  await market.list(plans.basicAnnual, 57_625);
  await market.list(plans.basicMonthly, 57_625);
  await market.list(plans.advancedAnnual, 60_000);
  await market.list(plans.revit, 312_000);
  await market.registerReseller();
  await market.registerCustomer();
  await market.order(annual, plans.basicAnnual.productId, 5, instant('2026-03-03T18:00:00.000Z'));
  await market.order(monthly, plans.basicMonthly.productId, 2, instant('2026-03-03T18:00:01.000Z'), 'PO-2');
  await market.activate(annual, instant('2026-03-05T18:00:00.000Z'));
  await market.activate(monthly, instant('2026-03-05T18:00:00.000Z'));
  await market.on(annual, instant('2026-03-05T19:00:00.000Z'), {
    type: 'AssignLicense',
    endUserId: 'u-2' as EndUserId,
  });
  await market.on(annual, instant('2026-03-05T19:00:01.000Z'), {
    type: 'AssignLicense',
    endUserId: 'u-1' as EndUserId,
  });
  const last = await market.order(waiting, plans.basicAnnual.productId, 1, instant('2026-03-05T19:00:02.000Z'));
  await projected(last.position);
}, 60_000);
afterAll(async () => {
  await ask.close();
  await bench.close();
  await postgres.remove();
});

const printed = { basicAnnual: '057O1-WW6525-L347', basicMonthly: '057O1-WW6525-L999', advanced: '057O1-WW6525-L348' };
const revit = '829N1-WW3740-L562';
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
