import { Logger } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { Settings } from '#settings/settings.js';
import { MemoryHistory } from '../engine/memory-history.spec-support.js';
import { StreamCache } from '../engine/stream-cache.js';
import { WrittenPosition } from '../engine/written-position.js';
import { Facts, type FactsInHand } from './facts.js';
import { FactsFeed } from './facts-feed.js';
import { PRODUCT, reprice, STREAM } from './repricing.spec-support.js';

beforeAll(() => Logger.overrideLogger(false));

const running: FactsFeed[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((feed) => feed.onApplicationShutdown()));
});

/** A process whose live subscription says nothing: only a look at the head brings what others wrote. */
async function processOn(history: MemoryHistory) {
  const cache = new StreamCache(history);
  const feed = new FactsFeed(history, cache);
  const written = new WrittenPosition();
  const settings = { policy: autodeskPolicy } as Settings;
  const facts = new Facts(cache, feed, written, createBusinessCalendar(autodeskPolicy), settings);
  running.push(feed);
  feed.onModuleInit();
  while (!feed.isFresh()) await new Promise((resolve) => setTimeout(resolve, 5));
  return { facts, written, feed };
}

async function priceIn(facts: FactsInHand) {
  await facts.take({ plans: [PRODUCT] });
  const price = facts.plan(PRODUCT)?.prices.at(-1)?.price.amountMinor;
  return { price, ...facts.used() };
}

describe('the facts of a decision', () => {
  it('come from the cache once they were read, and say so', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { facts } = await processOn(history);
    expect(await priceIn(facts.inHand('cached'))).toEqual({ price: 100, revisions: { [STREAM]: 0 }, certain: true });
    reprice(history, 200);
    expect(await priceIn(facts.inHand('cached'))).toEqual({ price: 100, revisions: { [STREAM]: 0 }, certain: false });
    expect(await priceIn(facts.inHand('through'))).toEqual({ price: 200, revisions: { [STREAM]: 1 }, certain: true });
  });

  it('of an order are not from before the last position that this process wrote', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { facts, written } = await processOn(history);
    await priceIn(facts.inHand('cached'));
    written.note(reprice(history, 200).position);
    expect(await priceIn(await facts.forOrder('cached'))).toMatchObject({ price: 200 });
  });

  it('of an order are not from before what another thread of the process wrote', async () => {
    const history = new MemoryHistory();
    const memory = WrittenPosition.memory();
    reprice(history, 100);
    const [one, other] = await Promise.all([processOn(history), processOn(history)]);
    for (const { facts, written } of [one, other]) {
      written.share(memory);
      await priceIn(facts.inHand('cached'));
    }
    one.written.note(reprice(history, 200).position);
    expect(await priceIn(other.facts.inHand('cached'))).toMatchObject({ price: 100 });
    expect(await priceIn(await other.facts.forOrder('cached'))).toMatchObject({ price: 200 });
  });

  it('know, for every command, what another thread wrote once they have caught up with it', async () => {
    const history = new MemoryHistory();
    const memory = WrittenPosition.memory();
    reprice(history, 100);
    const { facts, written } = await processOn(history);
    written.share(memory);
    await priceIn(facts.inHand('cached'));
    const another = new WrittenPosition();
    another.share(memory);
    another.note(reprice(history, 200).position);
    await facts.caughtUpWithOwn();
    expect(await priceIn(facts.inHand('cached'))).toMatchObject({ price: 200 });
  });

  it('are read from the store when the cache may be more than a second behind', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { facts, feed } = await processOn(history);
    await priceIn(facts.inHand('cached'));
    history.head = () => Promise.reject(new Error('away'));
    while (feed.isFresh()) await new Promise((resolve) => setTimeout(resolve, 20));
    reprice(history, 200);
    expect(await priceIn(facts.inHand('cached'))).toEqual({ price: 200, revisions: { [STREAM]: 1 }, certain: true });
  });

  it('that were not taken can not be looked at', async () => {
    const { facts } = await processOn(new MemoryHistory());
    expect(() => facts.inHand('cached').plan(PRODUCT)).toThrow('was not taken');
  });

  it('count as used only when they were looked at', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const inHand = (await processOn(history)).facts.inHand('cached');
    await inHand.take({ plans: [PRODUCT] });
    expect(inHand.used()).toEqual({ revisions: {}, certain: true });
  });
});
