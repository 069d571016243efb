import { CheckOutCartCommand } from '#commands/cart/check-out-cart.js';
import type { TermbookCommand } from '#commands/command.js';
import { RegisterCustomerCommand } from '#commands/customer/register-customer.js';
import { commandIdOf } from '#commands/engine/request-identity.js';
import { Receipts } from '#commands/receipts/receipts.js';
import { ReplaceOrderCommand } from '#commands/subscription/replace-order.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import { customerPayload, failed, fillCart, listPlan, MARCH_1, type Market, openMarket } from './market.js';
import { accepted, answerOf, asking, type CommandProcess, CommandsUnderTest } from './running-commands.js';

/** The commands that append to two streams, and what the history then has under their key. */
interface Case {
  readonly appends: number;
  readonly streams: number;
  prepare(market: Market): Promise<(key: string) => TermbookCommand<object>>;
}

const CASES: Readonly<Record<string, Case>> = {
  checkout: {
    appends: 2,
    streams: 2,
    async prepare(market) {
      await fillCart(other, market);
      return (key) => new CheckOutCartCommand({ customerId: market.customerId, poNumber: 'PO-7' }, asking(key));
    },
  },
  replacement: {
    appends: 2,
    streams: 2,
    async prepare(market) {
      const subscriptionId = await failed(other, market);
      return (key) => new ReplaceOrderCommand({ subscriptionId, poNumber: 'PO-8' }, asking(key));
    },
  },
  'customer with its claim': {
    appends: 2,
    streams: 1,
    async prepare(market) {
      const customerId = `${market.customerId}-new` as Market['customerId'];
      return (key) => new RegisterCustomerCommand(customerPayload({ ...market, customerId }), asking(key));
    },
  },
  'customer with another name': {
    appends: 3,
    streams: 1,
    prepare: async (market) => (key) =>
      new RegisterCustomerCommand(customerPayload(market, { name: `Renamed ${market.customerId}` }), asking(key)),
  },
};

let system: CommandsUnderTest;
let one: CommandProcess;
let other: CommandProcess;
let later: CommandProcess;

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  const now = [MARCH_1, MARCH_1, '2031-03-01T00:00:00.000Z' as Instant] as const;
  [one, other, later] = await Promise.all([system.process(now[0]), system.process(now[1]), system.process(now[2])]);
  await listPlan(other);
});

afterAll(() => system?.stop());

/** The process stops for ever at one step of its next command. @returns once it is there. */
function diesAt(process: CommandProcess, moment: 'before' | 'after', append: number): Promise<void> {
  let count = 0;
  return new Promise((dead) => {
    process.appender[moment] = () => {
      count += 1;
      if (count < append) return undefined;
      dead();
      return new Promise<void>(() => undefined);
    };
  });
}

/** All events under the key, over all streams, in order. */
async function eventsOf(key: string): Promise<readonly StoredEvent[]> {
  const id = commandIdOf('acme', key);
  const { items } = await other.reader.readAll(undefined, 4_000);
  return items.flatMap((item) => (item.kind === 'event' && item.event.metadata.commandId === id ? [item.event] : []));
}

describe.each(Object.entries(CASES))('a %s whose process dies', (name, { appends, streams, prepare }) => {
  const steps = Array.from({ length: appends }, (_, i) => i + 1).flatMap((append) => [
    ['before', append] as const,
    ['after', append] as const,
  ]);

  it.each(steps)('right %s its append %i is finished by a repeat, once, years later', async (moment, append) => {
    const market = await openMarket(other);
    const command = await prepare(market);
    const key = `${name} ${moment} ${append}`;
    const dead = diesAt(one, moment, append);
    void one.execute(command(key)).catch(() => undefined);
    await dead;
    one.appender[moment] = () => undefined;

    const first = await later.execute(command(key));
    const again = await other.execute(command(key));
    expect(answerOf(again)).toEqual(answerOf(first));
    expect(accepted(again).replayed).toBe(true);
    const events = await eventsOf(key);
    expect(events.map(({ stream }) => stream)).toHaveLength(streams);
    expect(new Set(events.map(({ stream }) => stream)).size).toBe(streams);
    for (const { stream } of events) {
      const receipt = await later.module.get(Receipts, { strict: false }).find(stream, commandIdOf('acme', key));
      expect(receipt && answerOf(receipt.result)).toEqual(answerOf(first));
    }
  });
});

describe('a copy that arrives while the first is between its two appends', () => {
  it('finishes it and gives the answer that the first gets too', async () => {
    const market = await openMarket(other);
    const command = await (CASES.checkout as Case).prepare(market);
    let goOn = () => {};
    const waiting = new Promise<void>((reached) => {
      one.appender.before = async ({ stream }) => {
        if (!stream.startsWith('subscription-')) return;
        reached();
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      };
    });
    const first = one.execute(command('copy while running'));
    await waiting;
    const copy = await other.execute(command('copy while running'));
    goOn();
    one.appender.before = () => undefined;
    expect(answerOf(await first)).toEqual(answerOf(copy));
    expect((await eventsOf('copy while running')).map(({ event }) => event.type)).toEqual([
      'CartCheckedOut',
      'SubscriptionOrdered',
    ]);
  });
});
