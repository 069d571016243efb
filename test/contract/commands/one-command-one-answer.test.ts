import { IdempotencyKeyReusedError } from '#commands/command.js';
import { ListServicePlanCommand } from '#commands/plan/list-service-plan.js';
import { AddSeatsCommand } from '#commands/subscription/add-seats.js';
import { AssignLicenseCommand } from '#commands/subscription/assign-license.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import { UnassignLicenseCommand } from '#commands/subscription/unassign-license.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { EndUserId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { activated, idIn, listPlan, MARCH_1, type Market, openMarket, orderPayload } from './market.js';
import {
  accepted,
  answerOf,
  asking,
  type CommandProcess,
  CommandsUnderTest,
  refusalOf,
  typesOf,
} from './running-commands.js';

let system: CommandsUnderTest;
let one: CommandProcess;
let other: CommandProcess;
let market: Market;

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  [one, other] = await Promise.all([system.process(MARCH_1), system.process(MARCH_1)]);
  await listPlan(one);
  market = await openMarket(one);
});

afterAll(() => system?.stop());

const ordering = (key: string, quantity = 10) =>
  new OrderSubscriptionCommand(orderPayload(market, { quantity }), asking(key));

describe('the same order', () => {
  it('sent twice is one subscription with one answer', async () => {
    const first = accepted(await one.execute(ordering('twice')));
    const second = accepted(await one.execute(ordering('twice')));
    expect([first.replayed, second.replayed]).toEqual([false, true]);
    expect(answerOf(second)).toEqual(answerOf(first));
    expect(first).toMatchObject({
      created: true,
      changed: true,
      revision: 0,
      state: { status: 'pending', attempt: 1 },
    });
    expect(await typesOf(one.reader, first.stream)).toEqual(['SubscriptionOrdered']);
  });

  it('sent eight times at once, by two processes, is one subscription with one answer', async () => {
    const copies = Array.from({ length: 8 }, (_, i) => (i % 2 ? one : other).execute(ordering('eight')));
    const answers = await Promise.all(copies);
    const [first] = answers;
    if (first === undefined) throw new Error('No answer');
    for (const answer of answers) expect(answerOf(answer)).toEqual(answerOf(first));
    expect(answers.map(accepted).filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await typesOf(one.reader, accepted(first).stream)).toEqual(['SubscriptionOrdered']);
  });

  it('repeated after the state changed and years later gets the first answer again, also from a new process', async () => {
    const first = await one.execute(ordering('years'));
    const id = idIn(accepted(first).stream);
    const later = await system.process('2031-01-01T00:00:00.000Z' as Instant);
    await activateAndAssign(id);
    expect(answerOf(await one.execute(ordering('years')))).toEqual(answerOf(first));
    expect(answerOf(await later.execute(ordering('years')))).toEqual(answerOf(first));
  });

  it('gets its first answer although it would be refused today', async () => {
    const payload = orderPayload(market, { startDate: '2026-03-05' as CalendarDate });
    const inTime = new OrderSubscriptionCommand(payload, asking('in-time'));
    const first = await one.execute(inTime);
    const later = await system.process('2027-06-01T00:00:00.000Z' as Instant);
    const today = await later.execute(new OrderSubscriptionCommand(payload, asking('too-late')));
    expect(refusalOf(today)).toMatchObject({ code: 'start-date-out-of-range' });
    expect(answerOf(await later.execute(inTime))).toEqual(answerOf(first));
  });

  it('with another payload under the same key is an error, and changes nothing', async () => {
    const first = accepted(await one.execute(ordering('reused')));
    await expect(one.execute(ordering('reused', 11))).rejects.toThrow(IdempotencyKeyReusedError);
    await expect(other.execute(ordering('reused', 11))).rejects.toThrow(IdempotencyKeyReusedError);
    expect(await typesOf(one.reader, first.stream)).toEqual(['SubscriptionOrdered']);
  });

  it('of another client under the same key is another order', async () => {
    const mine = accepted(await one.execute(ordering('shared')));
    const payload = orderPayload(market);
    const theirs = accepted(await one.execute(new OrderSubscriptionCommand(payload, asking('shared', 'other'))));
    expect(theirs.replayed).toBe(false);
    expect(theirs.stream).not.toBe(mine.stream);
  });

  it('without a key is a fault of whoever sent it', async () => {
    await expect(one.execute(new OrderSubscriptionCommand(orderPayload(market), asking()))).rejects.toThrow(
      'needs an idempotency key',
    );
  });

  it('whose answer never came is found by a repeat', async () => {
    one.appender.after = () => {
      one.appender.after = () => undefined;
      throw new Error('the process died here');
    };
    await expect(one.execute(ordering('lost-answer'))).rejects.toThrow('the process died here');
    const again = accepted(await one.execute(ordering('lost-answer')));
    expect(again.replayed).toBe(true);
    expect(await typesOf(one.reader, again.stream)).toEqual(['SubscriptionOrdered']);
  });
});

describe('a keyed command that changes nothing', () => {
  it('leaves a receipt, so that a repeat changes nothing later either', async () => {
    const subscriptionId = await activated(one, market);
    const endUserId = 'jo' as EndUserId;
    const assign = (key: string | null) => new AssignLicenseCommand({ subscriptionId, endUserId }, asking(key));
    accepted(await one.execute(assign(null)));
    const nothing = await one.execute(assign('again'));
    accepted(await one.execute(new UnassignLicenseCommand({ subscriptionId, endUserId }, asking())));
    expect(accepted(nothing)).toMatchObject({ changed: false, replayed: false, created: false });
    const repeated = await other.execute(assign('again'));
    expect(answerOf(repeated)).toEqual(answerOf(nothing));
    const types = await typesOf(one.reader, `subscription-${subscriptionId}`);
    expect(types.slice(-3)).toEqual(['LicenseAssigned', 'CommandHadNoEffect', 'LicenseUnassigned']);
  });

  it('appends nothing without a key', async () => {
    const listed = await listPlan(one);
    const before = one.appender.appends.length;
    const again = await listPlan(one);
    expect(again).toEqual({ ...listed, created: false, changed: false });
    expect(one.appender.appends).toHaveLength(before);
  });
});

describe('eight commands with their own keys on one subscription at once, from two processes', () => {
  it('are all carried out, each once', async () => {
    const subscriptionId = await activated(one, market, { quantity: 1 });
    const adding = Array.from({ length: 8 }, (_, i) =>
      (i % 2 ? one : other).execute(new AddSeatsCommand({ subscriptionId, add: 1 }, asking(`add-${i}`))),
    );
    const seats = (await Promise.all(adding))
      .map(accepted)
      .map(({ state }) => (state && 'seats' in state ? state.seats : 0));
    expect(seats.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a plan that two processes change at once', () => {
  it('takes both changes in some order', async () => {
    const price = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
    const { details } = (await listPlan(one)).state ?? {};
    if (details === undefined) throw new Error('No plan');
    const changes = [13_000, 14_000].map((amount, i) =>
      (i ? one : other).execute(new ListServicePlanCommand({ ...details, price: price(amount) }, asking())),
    );
    const prices = (await Promise.all(changes)).map((result) => accepted(result).state?.prices.length);
    expect(prices.toSorted()).toEqual([2, 3]);
    await listPlan(one);
  });
});

async function activateAndAssign(subscriptionId: SubscriptionId): Promise<void> {
  const answer = { subscriptionId, attempt: 1, answer: { status: 'active', at: MARCH_1 } } as const;
  accepted(await one.execute(new RecordVendorAnswerCommand(answer, asking())));
  const assign = { subscriptionId, endUserId: 'jo' as EndUserId };
  accepted(await one.execute(new AssignLicenseCommand(assign, asking())));
}
