import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Overdue } from '#apps/api/src/operations/due/overdue.js';
import { evolvePlan } from '#domain/plan/plan.evolve.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import { settle } from '#domain/subscription/subscription.settle.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { ProductId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { addMilliseconds } from '#kernel/instant.js';
import type { DueItem } from '#read-models/due-work/due-items.js';
import { InvalidCursorError } from '#read-models/paging/cursor.js';
import { DueFromStream } from '#scheduling/due-work/due-from-stream.js';
import type { Settings } from '#settings/settings.js';
import { AskedMarket } from './asked-market.js';
import { type Asking, SetClock } from './asking.js';
import { calendar, type Market, OPENED, plans, resellerId } from './market.js';
import type { ReadModels, TestStore } from './running-projections.js';

const instant = (text: string) => text as Instant;
const date = (text: string) => text as CalendarDate;
const subscription = (number: number) => `aaaaaaaa-1111-4111-8111-00000000000${number}` as SubscriptionId;
const [onThe31st, onLeapDay, annual, ending, held, late] = [1, 2, 3, 4, 5, 6].map(subscription) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
];
/** Three days into the second term of what began on leap day. */
const NOW = instant('2029-03-03T20:00:00.000Z');
const FOREVER = { from: date('2026-01-01'), to: date('2031-01-01') };
const clock = new SetClock(NOW);

let asked: AskedMarket;
let store: TestStore;
let market: Market;
let ask: Asking;
let readModels: ReadModels;

/** Ordered and activated then, and settled until now unless it is held. */
async function running(id: SubscriptionId, productId: ProductId, began: string) {
  await market.order(id, productId, 7, instant(began));
  return market.activate(id, instant(began));
}

beforeAll(async () => {
  asked = await AskedMarket.start(clock);
  ({ store, readModels, ask, market } = asked);
  await market.list(plans.basicAnnual, 57_625);
  await market.list(plans.basicMonthly, 61_663);
  await market.registerReseller();
  await running(onLeapDay, plans.basicMonthly.productId, '2028-02-29T18:00:00.000Z');
  await running(annual, plans.basicAnnual.productId, '2028-05-05T18:00:00.000Z');
  await running(ending, plans.basicAnnual.productId, '2028-06-05T18:00:00.000Z');
  await running(onThe31st, plans.basicMonthly.productId, '2028-07-31T18:00:00.000Z');
  await market.on(onThe31st, instant('2029-02-28T20:00:00.000Z'), { type: 'AddSeats', add: 3 });
  await market.on(ending, instant('2029-02-28T20:00:00.000Z'), { type: 'DisableAutoRenew', ifLate: undefined });
  await running(held, plans.basicMonthly.productId, '2029-01-10T18:00:00.000Z');
  await market.on(held, instant('2029-02-01T20:00:00.000Z'), { type: 'HoldDueWork', reason: 'asked in time' });
  await running(late, plans.basicMonthly.productId, '2029-02-02T18:00:00.000Z');
  await market.on(onLeapDay, NOW, { type: 'SettleDue' });
  const last = await market.order(subscription(7), plans.basicAnnual.productId, 1, NOW);
  await readModels.reached(last.position);
}, 60_000);

afterAll(() => asked?.stop());

async function all(filter: Parameters<Asking['due']['list']>[1] = {}): Promise<readonly DueItem[]> {
  const items: DueItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask.due.list(FOREVER, { ...filter, ...(cursor && { cursor }), limit: 5 });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** What the domain itself lets happen from now to the end of the term, the renewal or the end included. */
async function settledToTheEnd(id: SubscriptionId) {
  const events = await store.reader.readStream(`subscription-${id}`);
  const state = events.reduce<Subscription>(
    (fold, { event, metadata }) => evolveSubscription(fold, event as SubscriptionEvent, metadata.effectiveAt),
    undefined,
  );
  if (state?.status !== 'active') throw new Error('not active');
  const listed = { type: 'ServicePlanListed', price: { amountMinor: 1, currency: 'USD' }, listedAt: OPENED } as const;
  const facts = {
    policy: autodeskPolicy,
    calendar,
    plan: () => evolvePlan(undefined, { ...listed, plan: state.plan }, OPENED),
    reseller: undefined,
    customer: undefined,
  };
  const free = { ...state, held: undefined };
  const until = addMilliseconds(calendar.startOfDay(date(state.term.endDate)), 36 * 3_600_000);
  const happened = settle(free, facts, until, undefined);
  const over = happened.findIndex(({ event }) => event.type === 'SubscriptionRenewed');
  return (over < 0 ? happened : happened.slice(0, over + 1)).map(({ event, effectiveAt }) => ({
    kind: kindOf(event),
    dueAt: effectiveAt,
    amount: event.type === 'InstalmentFellDue' ? event.charge.amount : null,
  }));
}

function kindOf(event: SubscriptionEvent): string {
  if (event.type === 'InstalmentFellDue') return event.charge.kind;
  return { RenewalCutoffPassed: 'cutoff', SubscriptionRenewed: 'renewal', SubscriptionEnded: 'end' }[
    event.type as 'SubscriptionEnded'
  ];
}

const sorted = (items: readonly { readonly kind: string; readonly dueAt: string; readonly amount: unknown }[]) =>
  items.map(({ kind, dueAt, amount }) => `${dueAt} ${kind} ${JSON.stringify(amount)}`).sort();

describe('what falls due', () => {
  it.each([
    ['begun on a 31st, with seats added', onThe31st],
    ['begun on a 29 February, in its second term', onLeapDay],
    ['annual', annual],
    ['that ends with its term', ending],
    ['on hold', held],
    ['with a worker that is late', late],
  ])('is all that the domain itself lets happen in the term, at the very instants: %s', async (_what, id) => {
    const items = (await all()).filter(({ subscriptionId }) => subscriptionId === id);
    expect(sorted(items)).toEqual(sorted(await settledToTheEnd(id)));
  });

  it('is in due order, page by page, without one twice', async () => {
    const items = await all();
    expect(items.map(({ dueOn }) => dueOn)).toEqual(items.map(({ dueOn }) => dueOn).sort());
    const keys = items.map(({ subscriptionId, kind, dueAt, amount }) => [subscriptionId, kind, dueAt, amount].join());
    expect(new Set(keys).size).toBe(items.length);
    await expect(ask.due.list(FOREVER, { cursor: 'nonsense' })).rejects.toThrow(InvalidCursorError);
  });

  it('lies within both days of the window: a cutoff by its date', async () => {
    const [cutoff] = await all({ kind: 'cutoff' });
    if (cutoff === undefined) throw new Error('no cutoff');
    const within = async (from: CalendarDate, to: CalendarDate) =>
      (await ask.due.list({ from, to }, { kind: 'cutoff' })).items.length;
    expect(cutoff.dueAt).toBe(calendar.startOfDay(date('2029-04-28')));
    expect([cutoff.dueOn, await within(cutoff.dueOn, cutoff.dueOn)]).toEqual(['2029-04-27', 1]);
    expect(await within(date('2029-04-28'), date('2029-04-28'))).toBe(0);
    expect(await within(date('2029-04-20'), date('2029-04-26'))).toBe(0);
  });

  it('can be narrowed to a kind, a reseller, a customer and to what is held', async () => {
    const everything = await all();
    expect((await all({ resellerId })).length).toBe(everything.length);
    expect(await all({ resellerId: 'other' })).toEqual([]);
    expect(await all({ customerId: 'other' })).toEqual([]);
    expect(new Set((await all({ held: true })).map((item) => item.subscriptionId))).toEqual(new Set([held]));
    expect((await all({ held: false })).length + (await all({ held: true })).length).toBe(everything.length);
    expect((await all({ kind: 'end' })).map((item) => [item.subscriptionId, item.dueOn, item.autoRenew])).toEqual([
      [ending, '2029-06-05', false],
    ]);
  });

  it('adds up, period by period, also where nothing is due', async () => {
    const items = await all();
    for (const by of ['day', 'week', 'quarter'] as const) {
      const periods = await ask.dueSummary.summary(FOREVER, by, {});
      for (const { from, to, counts, amounts } of periods) {
        const own = items.filter(({ dueOn }) => dueOn >= from && dueOn <= to);
        expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(own.length);
        const amount = own.reduce((sum, item) => sum + (item.amount?.amountMinor ?? 0), 0);
        expect(amounts).toEqual(amount === 0 ? [] : [{ amountMinor: amount, currency: 'USD' }]);
      }
      expect([periods[0]?.from, periods.at(-1)?.to]).toEqual([FOREVER.from, FOREVER.to]);
    }
    const quarter = await ask.dueSummary.summary({ from: date('2029-02-15'), to: date('2029-07-01') }, 'quarter', {});
    expect(quarter.map(({ from, to }) => [from, to])).toEqual([
      ['2029-02-15', '2029-03-31'],
      ['2029-04-01', '2029-06-30'],
      ['2029-07-01', '2029-07-01'],
    ]);
  });
});

describe('what is overdue', () => {
  const kinds = async (now: Instant, filter = {}) => {
    clock.set(now);
    const { items } = await ask.due.overdue(filter);
    clock.set(NOW);
    return items.map(({ subscriptionId, kind, dueOn }) => [subscriptionId, kind, dueOn]);
  };

  it('is what was due and has no event, and what is on hold only where it is asked for', async () => {
    expect(await kinds(NOW)).toEqual([[late, 'instalment', '2029-03-02']]);
    expect(await kinds(NOW, { held: true })).toEqual([[held, 'instalment', '2029-02-10']]);
  });

  it('is none before a minute has passed', async () => {
    const due = calendar.startOfDay(date('2029-03-02'));
    expect(await kinds(addMilliseconds(due, 59_999))).toEqual([]);
    expect(await kinds(addMilliseconds(due, 60_000))).toEqual([[late, 'instalment', '2029-03-02']]);
  });

  it('is a cutoff once its instant has passed, not on its day', async () => {
    const passes = addMilliseconds(calendar.startOfDay(date('2029-04-28')), 60_000);
    const cutoffs = (now: Instant) => kinds(now, { kind: 'cutoff' });
    expect(await cutoffs(addMilliseconds(passes, -1))).toEqual([]);
    expect(await cutoffs(passes)).toEqual([[annual, 'cutoff', '2029-04-27']]);
  });
});

describe('what is overdue of a stream that due_work had to park', () => {
  it('is read from the history', async () => {
    const settings = { policy: autodeskPolicy } as Settings;
    const overdue = new Overdue(ask.due, ask.scheduled, new DueFromStream(store.reader, settings), clock);
    const before = await overdue.list({});
    await readModels.pool.query(
      `INSERT INTO read_model.parked_stream (projection, stream, revision, error) VALUES ('due_work', $1, 3, 'test')`,
      [`subscription-${late}`],
    );
    const { items } = await overdue.list({});
    const filtered = await overdue.list({ kind: 'renewal' });
    await readModels.pool.query('DELETE FROM read_model.parked_stream');
    const known = { subscriptionId: late, kind: 'instalment', dueOn: '2029-03-02', productName: 'AutoCAD LT' };
    expect(before.items).toMatchObject([{ ...known, parked: false, lateSeconds: expect.any(Number) }]);
    expect(items).toMatchObject([{ ...known, parked: true, lateSeconds: before.items[0]?.lateSeconds }]);
    expect(filtered.items).toEqual([]);
  });
});

describe('orders that are not active yet', () => {
  it('are those at the vendor, the oldest first', async () => {
    clock.set(addMilliseconds(NOW, 90_000));
    expect((await ask.stuck.list({})).items).toEqual([
      {
        subscriptionId: subscription(7),
        trackingId: `T-${subscription(7)}`,
        attempt: 1,
        resellerId,
        customerId: 'c-1',
        productName: 'AutoCAD LT',
        poNumber: 'PO-1',
        status: 'pending',
        since: NOW,
        ageSeconds: 90,
        vendorError: null,
        mayResubmit: false,
        held: false,
        revision: 0,
      },
    ]);
    expect((await ask.stuck.list({ olderThanSeconds: 90 })).items).toHaveLength(1);
    expect((await ask.stuck.list({ olderThanSeconds: 91 })).items).toEqual([]);
    expect((await ask.stuck.list({ status: 'in-review' })).items).toEqual([]);
  });

  it('say when they failed, by which error, and whether they may be resubmitted', async () => {
    const fail = (number: number, code: number, at: Instant) =>
      market.order(subscription(number), plans.basicAnnual.productId, 1, NOW).then(() =>
        market.on(subscription(number), at, {
          type: 'RecordVendorAnswer',
          attempt: 1,
          answer: { status: 'not-provisioned', at, error: { code, message: 'no' } },
        }),
      );
    await fail(8, 12, addMilliseconds(NOW, 2_000));
    const last = await fail(9, 70, addMilliseconds(NOW, 1_000));
    await readModels.reached(last.position);
    clock.set(addMilliseconds(NOW, 90_000));
    const seen = (filter = {}) =>
      ask.stuck
        .list({ status: 'not-provisioned', ...filter })
        .then(({ items }) =>
          items.map(({ subscriptionId, vendorError, mayResubmit, ageSeconds }) => [
            subscriptionId,
            vendorError?.code,
            mayResubmit,
            ageSeconds,
          ]),
        );
    const [seventy, twelve] = [
      [subscription(9), 70, false, 89],
      [subscription(8), 12, true, 88],
    ];
    expect(await seen()).toEqual([seventy, twelve]);
    expect(await seen({ vendorErrorCode: 12 })).toEqual([twelve]);
    const first = await ask.stuck.list({ limit: 2 });
    const rest = await ask.stuck.list({ limit: 2, cursor: first.nextCursor ?? undefined });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
  });
});
