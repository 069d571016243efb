import { jest } from '@jest/globals';
import { StreamCache } from '#commands/engine/stream-cache.js';
import { Facts } from '#commands/facts/facts.js';
import { WithdrawServicePlanCommand } from '#commands/plan/withdraw-service-plan.js';
import { RecordCsnAnswerCommand } from '#commands/reseller/record-csn-answer.js';
import { RegisterCsnCommand } from '#commands/reseller/register-csn.js';
import { AddSeatsCommand } from '#commands/subscription/add-seats.js';
import { AssignLicenseCommand } from '#commands/subscription/assign-license.js';
import { EnableAutoRenewCommand } from '#commands/subscription/enable-auto-renew.js';
import { OrderPreview } from '#commands/subscription/order-preview.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import { RequestRefundCommand } from '#commands/subscription/request-refund.js';
import { SettleDueCommand } from '#commands/subscription/settle-due.js';
import { UnassignLicenseCommand } from '#commands/subscription/unassign-license.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import type { Csn, EndUserId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { eventually } from '../../support/eventually.js';
import { activated, listPlan, MARCH_1, openMarket, order, orderPayload, ownProduct } from './market.js';
import { accepted, asking, type CommandProcess, CommandsUnderTest, refusalOf, typesOf } from './running-commands.js';

let system: CommandsUnderTest;
let one: CommandProcess;
let other: CommandProcess;

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  [one, other] = await Promise.all([system.process(MARCH_1), system.process(MARCH_1)]);
  await listPlan(one);
});

afterAll(() => system?.stop());

beforeEach(() => {
  one.clock.instant = MARCH_1;
  other.clock.instant = MARCH_1;
});

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const CSN = '0000012345' as Csn;

describe('the facts of an order', () => {
  it('are those that this process wrote a moment ago', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId });
    await order(one, market, { productId });
    await listPlan(one, { productId, price: usd(15_000) });
    const { state } = await order(one, market, { productId });
    expect(state?.order.price).toEqual(usd(15_000));
  });

  it('are those of another process once this one has written anything after', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId });
    await order(one, market, { productId });
    await listPlan(other, { productId, price: usd(16_000) });
    await listPlan(one, { productId: ownProduct() });
    const { state } = await order(one, market, { productId });
    expect(state?.order.price).toEqual(usd(16_000));
  });

  it('never refuse from the cache: a plan listed again elsewhere is on sale at once', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId });
    accepted(await one.execute(new WithdrawServicePlanCommand({ productId }, asking())));
    const preview = one.module.get(OrderPreview, { strict: false });
    const payload = orderPayload(market, { productId });
    expect(await preview.preview(payload)).toEqual({
      outcome: 'refused',
      refusal: { code: 'plan-not-available', productId },
    });
    await listPlan(other, { productId });
    expect((await preview.preview(payload)).outcome).toBe('accepted');
    await order(one, market, { productId });
  });

  it('let a Specialized plan be ordered as soon as the CSN is verified, by whichever process', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId, catalogue: 'specialized' });
    const { resellerId } = market;
    accepted(await one.execute(new RegisterCsnCommand({ resellerId, csn: CSN }, asking())));
    const ordering = new OrderSubscriptionCommand(orderPayload(market, { productId }), asking('specialized'));
    expect(refusalOf(await one.execute(ordering))).toEqual({ code: 'csn-required', productId, csnStatus: 'pending' });
    const verified = { resellerId, registration: 1, csn: CSN, answer: 'verified', answeredAt: MARCH_1 } as const;
    accepted(await other.execute(new RecordCsnAnswerCommand(verified, asking())));
    accepted(await one.execute(ordering));
  });

  it('are in the metadata with their revisions', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId });
    await listPlan(one, { productId, price: usd(9_900) });
    const { stream } = await order(one, market, { productId });
    const [ordered] = await one.reader.readStream(stream);
    expect(ordered?.metadata).toMatchObject({
      command: 'OrderSubscription',
      resellerId: market.resellerId,
      facts: {
        [`plan-${productId}`]: 1,
        [`reseller-${market.resellerId}`]: 0,
        [`customer-${market.customerId}`]: 0,
      },
    });
  });

  it('are caught up to any position within moments, though the store drops the live subscription', async () => {
    await order(other, await openMarket(other));
    const position = await headOf(other);
    system.node.dropLiveSubscribers();
    await one.module.get(Facts, { strict: false }).caughtUp(position);
    const market = await openMarket(other);
    await one.module.get(Facts, { strict: false }).caughtUp(await headOf(other));
    await order(one, market);
  });
});

describe('settling', () => {
  it('comes first, in the same append as the command, each event as of its due instant', async () => {
    const market = await openMarket(one);
    const subscriptionId = await activated(one, market, { quantity: 2 });
    const stream = `subscription-${subscriptionId}`;
    one.clock.instant = '2027-03-05T12:00:00.000Z' as Instant;
    const appends = one.appender.appends.length;
    const added = accepted(await one.execute(new AddSeatsCommand({ subscriptionId, add: 1 }, asking('after-renewal'))));
    expect(one.appender.appends).toHaveLength(appends + 1);
    expect(await typesOf(one.reader, stream)).toEqual([
      'SubscriptionOrdered',
      'SubscriptionActivated',
      'RenewalCutoffPassed',
      'SubscriptionRenewed',
      'SeatsAdded',
    ]);
    const events = await one.reader.readStream(stream);
    expect(events.slice(2).map(({ metadata }) => metadata.effectiveAt)).toEqual([
      '2027-02-23T08:00:00.000Z',
      '2027-03-01T08:00:00.000Z',
      '2027-03-05T12:00:00.000Z',
    ]);
    expect(events.slice(2).map(({ metadata }) => metadata.payload !== undefined)).toEqual([true, false, false]);
    expect(added).toMatchObject({ revision: 4, state: { term: { number: 2 }, seats: 3 } });
  });

  it('takes the price from the store, not from the cache, and as it stood at the due instant', async () => {
    const market = await openMarket(one);
    const productId = ownProduct();
    await listPlan(one, { productId });
    const subscriptionId = await activated(one, market, { productId });
    const hearing = deafen(one);
    other.clock.instant = '2027-02-01T00:00:00.000Z' as Instant;
    await listPlan(other, { productId, price: usd(20_000) });
    other.clock.instant = '2027-03-02T00:00:00.000Z' as Instant;
    await listPlan(other, { productId, price: usd(30_000) });
    one.clock.instant = '2027-03-05T12:00:00.000Z' as Instant;
    const settled = accepted(await one.execute(new SettleDueCommand({ subscriptionId }, asking())));
    expect(settled).toMatchObject({ changed: true, state: { term: { number: 2 }, price: usd(20_000) } });
    const [renewed] = (await one.reader.readStream(settled.stream)).slice(-1);
    expect(renewed?.metadata.facts).toEqual({ [`plan-${productId}`]: 2 });
    hearing.restore();
  });

  it('by two workers at once happens once', async () => {
    const market = await openMarket(one);
    const subscriptionId = await activated(one, market);
    one.clock.instant = '2027-03-05T12:00:00.000Z' as Instant;
    other.clock.instant = '2027-03-05T12:00:00.001Z' as Instant;
    const wake = (process: CommandProcess) => process.execute(new SettleDueCommand({ subscriptionId }, asking()));
    const answers = (await Promise.all([wake(one), wake(other), wake(one), wake(other)])).map(accepted);
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await typesOf(one.reader, `subscription-${subscriptionId}`)).toEqual([
      'SubscriptionOrdered',
      'SubscriptionActivated',
      'RenewalCutoffPassed',
      'SubscriptionRenewed',
    ]);
  });
});

describe('what is always refused', () => {
  it('has a code of its own, but an unknown subscription is not found', async () => {
    const subscriptionId = await activated(one, await openMarket(one));
    const unknown = 'b0f7a5a4-0000-5000-8000-000000000000' as SubscriptionId;
    const codes = async (id: SubscriptionId) => [
      refusalOf(await one.execute(new EnableAutoRenewCommand({ subscriptionId: id }, asking('e'))))?.code,
      refusalOf(await one.execute(new RequestRefundCommand({ subscriptionId: id }, asking('r'))))?.code,
    ];
    expect(await codes(subscriptionId)).toEqual(['disable-is-irrevocable', 'refunds-not-permitted']);
    expect(await codes(unknown)).toEqual(['not-found', 'not-found']);
  });

  it('is kept beside the stream, without personal data, and without making streams for ids that do not exist', async () => {
    const subscriptionId = await activated(one, await openMarket(one));
    accepted(await one.execute(new AddSeatsCommand({ subscriptionId, add: 1 }, asking())));
    await one.execute(new RequestRefundCommand({ subscriptionId }, asking('refund')));
    const reader: SystemStreamReader = one.module.get(SYSTEM_STREAM_READER, { strict: false });
    const [attempt] = await eventually(async () => {
      const attempts = await reader.read(`attempts-subscription-${subscriptionId}`);
      return attempts.length > 0 && attempts;
    });
    expect(attempt?.event).toMatchObject({
      type: 'CommandRefused',
      command: 'RequestRefund',
      refusal: { code: 'refunds-not-permitted' },
      payload: { subscriptionId },
      refusedAt: MARCH_1,
      client: 'acme',
      revision: 2,
      facts: {},
    });
    const nowhere = 'b0f7a5a4-0000-5000-8000-000000000001' as SubscriptionId;
    await one.execute(new RequestRefundCommand({ subscriptionId: nowhere }, asking('nowhere')));
    expect(await reader.read(`attempts-subscription-${nowhere}`)).toEqual([]);
  });

  it('never comes of a cached stream: a seat given back elsewhere can be used at once', async () => {
    const subscriptionId = await activated(one, await openMarket(one), { quantity: 1 });
    const [jo, kim] = ['jo' as EndUserId, 'kim' as EndUserId];
    const assign = (endUserId: EndUserId) =>
      one.execute(new AssignLicenseCommand({ subscriptionId, endUserId }, asking()));
    accepted(await assign(jo));
    expect(refusalOf(await assign(kim))?.code).toBe('no-free-seat');
    accepted(await other.execute(new UnassignLicenseCommand({ subscriptionId, endUserId: jo }, asking())));
    accepted(await assign(kim));
  });
});

/** For a moment the cache of this process hears of no event: it is behind, and does not know it. */
function deafen(process: CommandProcess): { restore(): void } {
  const cache = process.module.get(StreamCache, { strict: false });
  const spy = jest.spyOn(cache, 'hear').mockImplementation(() => undefined);
  return { restore: () => spy.mockRestore() };
}

async function headOf({ reader }: CommandProcess): Promise<bigint> {
  const head = await reader.head();
  if (head === undefined) throw new Error('An empty store');
  return head;
}
