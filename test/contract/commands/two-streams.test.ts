import { CheckOutCartCommand } from '#commands/cart/check-out-cart.js';
import { PlaceInCartCommand } from '#commands/cart/place-in-cart.js';
import { FinishOrderCommand } from '#commands/subscription/finish-order.js';
import { ReplaceOrderCommand } from '#commands/subscription/replace-order.js';
import { type Append, StoreUnavailableError } from '#event-store/event-appender.js';
import type { SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { ANNUAL, failed, fillCart, idIn, listPlan, MARCH_1, type Market, openMarket } from './market.js';
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

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  [one, other] = await Promise.all([system.process(MARCH_1), system.process(MARCH_1)]);
  await listPlan(one);
});

afterAll(() => system?.stop());

afterEach(() => {
  one.appender.before = () => undefined;
});

const checkout = ({ customerId }: Market, key: string) =>
  new CheckOutCartCommand({ customerId, poNumber: 'PO-7', supportContact: 'it@customer.example' }, asking(key));

const replacing = (subscriptionId: SubscriptionId, key: string) =>
  new ReplaceOrderCommand({ subscriptionId, poNumber: 'PO-8' }, asking(key));

/** The process dies, or the store goes away, before the second append of a command. */
const failBefore = (stream: (name: string) => boolean) => (append: Append) => {
  if (stream(append.stream)) throw new StoreUnavailableError('away');
};

describe('a checkout', () => {
  it('makes one subscription out of the cart, priced and judged now', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    const result = accepted(await one.execute(checkout(market, 'plain')));
    expect(result).toMatchObject({ created: true, changed: true, replayed: false, revision: 0 });
    expect(result.state).toMatchObject({
      status: 'pending',
      order: { ...market, quantity: 3, poNumber: 'PO-7', price: { amountMinor: 12_000, currency: 'USD' } },
    });
    const [ordered] = await one.reader.readStream(result.stream);
    const [, checkedOut] = await one.reader.readStream(`cart-${market.customerId}`);
    expect(checkedOut?.event).toMatchObject({ type: 'CartCheckedOut', subscriptionId: idIn(result.stream) });
    expect(ordered?.event).toMatchObject({ type: 'SubscriptionOrdered', fromCart: true, replaces: null });
    expect(ordered?.metadata).toMatchObject({
      commandId: checkedOut?.metadata.commandId,
      requestHash: checkedOut?.metadata.requestHash,
      causationId: checkedOut?.id,
      effectiveAt: MARCH_1,
    });
  });

  it('repeated with its key gets the first answer, also when something else is in the cart by then', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    const first = await one.execute(checkout(market, 'again'));
    const place = { customerId: market.customerId, productId: ANNUAL, quantity: 9 };
    accepted(await one.execute(new PlaceInCartCommand(place, asking())));
    for (const process of [one, other]) {
      const repeated = accepted(await process.execute(checkout(market, 'again')));
      expect(repeated.replayed).toBe(true);
      expect(answerOf(repeated)).toEqual(answerOf(first));
    }
  });

  it('with another key of a cart already checked out is refused, naming the subscription', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    const copies = [checkout(market, 'first-key'), checkout(market, 'second-key')];
    const answers = await Promise.all(copies.map((copy, i) => (i ? other : one).execute(copy)));
    const winner = answers.find(({ outcome }) => outcome === 'accepted');
    const loser = answers.find(({ outcome }) => outcome === 'refused');
    if (winner === undefined || loser === undefined) throw new Error('One of two is the subscription');
    const { customerId } = market;
    const subscriptionId = idIn(accepted(winner).stream);
    expect(refusalOf(loser)).toEqual({ code: 'cart-empty', customerId, subscriptionId });
  });

  it('eight times at once, from two processes, is one subscription with one answer', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    const copies = Array.from({ length: 8 }, (_, i) => (i % 2 ? one : other).execute(checkout(market, 'eight')));
    const [first, ...rest] = await Promise.all(copies);
    if (first === undefined) throw new Error('No answer');
    for (const answer of rest) expect(answerOf(answer)).toEqual(answerOf(first));
    expect(await typesOf(one.reader, `cart-${market.customerId}`)).toEqual(['PlanPlacedInCart', 'CartCheckedOut']);
    expect(await typesOf(one.reader, accepted(first).stream)).toEqual(['SubscriptionOrdered']);
  });

  it('killed between its two appends is finished by due work, and a repeat is told the same', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    one.appender.before = failBefore((stream) => stream.startsWith('subscription-'));
    const first = accepted(await one.execute(checkout(market, 'killed')));
    expect(await typesOf(other.reader, first.stream)).toEqual([]);
    other.clock.instant = '2026-03-09T00:00:00.000Z' as Instant;
    const subscriptionId = idIn(first.stream);
    const finish = new FinishOrderCommand({ stream: `cart-${market.customerId}`, subscriptionId }, asking());
    const finished = accepted(await other.execute(finish));
    accepted(await other.execute(finish));
    other.clock.instant = MARCH_1;
    expect(await typesOf(other.reader, first.stream)).toEqual(['SubscriptionOrdered']);
    const [ordered] = await other.reader.readStream(first.stream);
    expect(ordered?.metadata).toMatchObject({ effectiveAt: MARCH_1, command: 'CheckOutCart' });
    const { position: foretoldAt, ...foretold } = answerOf(first);
    const { position, ...answer } = answerOf(finished);
    expect(answer).toEqual(foretold);
    expect(position).not.toBe(foretoldAt);
    one.appender.before = () => undefined;
    for (const process of [one, other]) {
      expect(answerOf(await process.execute(checkout(market, 'killed')))).toEqual({ ...answer, position });
    }
  });

  it('killed between its two appends is finished by a repeat', async () => {
    const market = await openMarket(one);
    await fillCart(one, market);
    one.appender.before = failBefore((stream) => stream.startsWith('subscription-'));
    const first = accepted(await one.execute(checkout(market, 'repeated')));
    one.appender.before = () => undefined;
    const repeated = accepted(await other.execute(checkout(market, 'repeated')));
    expect(repeated).toMatchObject({ stream: first.stream, revision: 0, created: true, replayed: true });
    expect(repeated.state).toEqual(first.state);
    expect(await typesOf(one.reader, first.stream)).toEqual(['SubscriptionOrdered']);
  });
});

describe('a replacement', () => {
  it('links the old order and the new, whose support contact opens under its own key', async () => {
    const market = await openMarket(one);
    const oldId = await failed(one, market, 70);
    const result = accepted(await one.execute(replacing(oldId, 'replace')));
    const newId = idIn(result.stream);
    expect(result).toMatchObject({
      created: true,
      revision: 0,
      state: { replaces: oldId, order: { poNumber: 'PO-8' } },
    });
    const vault: Vault = one.module.get(VAULT, { strict: false });
    const contact = result.state?.order.supportContact ?? { erased: true };
    expect(await vault.open(`subscription:${newId}`, contact)).toBe('help@resale.example');
    const [last] = (await one.reader.readStream(`subscription-${oldId}`)).slice(-1);
    expect(last?.event).toMatchObject({ type: 'OrderReplaced', replacedBy: newId });
    expect(answerOf(await other.execute(replacing(oldId, 'replace')))).toEqual(answerOf(result));
    expect(refusalOf(await other.execute(replacing(oldId, 'replace-again')))).toMatchObject({
      code: 'resubmission-not-possible',
      replacedBy: newId,
    });
  });

  it('killed between its two appends is finished by due work', async () => {
    const market = await openMarket(one);
    const oldId = await failed(one, market);
    const oldStream = `subscription-${oldId}`;
    one.appender.before = failBefore((stream) => stream.startsWith('subscription-') && stream !== oldStream);
    const first = accepted(await one.execute(replacing(oldId, 'replace-killed')));
    one.appender.before = () => undefined;
    const payload = { stream: oldStream, subscriptionId: idIn(first.stream) };
    accepted(await other.execute(new FinishOrderCommand(payload, asking())));
    expect(await typesOf(one.reader, first.stream)).toEqual(['SubscriptionOrdered']);
    expect(accepted(await one.execute(replacing(oldId, 'replace-killed'))).state).toEqual(first.state);
  });
});

describe('finishing', () => {
  it('an order that nobody decided on is refused', async () => {
    const payload = { stream: 'cart-nobody', subscriptionId: 'no-such' as SubscriptionId };
    expect(refusalOf(await one.execute(new FinishOrderCommand(payload, asking())))).toEqual({
      code: 'not-found',
      what: 'subscription',
    });
  });
});
