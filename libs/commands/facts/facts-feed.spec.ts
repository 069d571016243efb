import { on } from 'node:events';
import { PassThrough } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { AllItem } from '#event-store/event-reader.js';
import { MemoryHistory } from '../engine/memory-history.spec-support.js';
import { StreamCache } from '../engine/stream-cache.js';
import { PLAN } from '../engine/stream-kind.js';
import { FactsFeed } from './facts-feed.js';
import { reprice, STREAM } from './repricing.spec-support.js';

/** A subscription that says what the test tells it to. */
class LiveHistory extends MemoryHistory {
  private readonly told = new PassThrough({ objectMode: true });
  subscribedAfter: (bigint | undefined | 'end')[] = [];

  deliver(item: AllItem | 'dropped'): void {
    this.told.write(item);
  }

  override async *subscribeToAll(
    after: bigint | undefined | 'end',
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncIterable<AllItem> {
    this.subscribedAfter.push(after);
    for await (const [item] of on(this.told, 'data', options)) {
      if (item === 'dropped') throw new Error('dropped');
      yield item;
    }
  }
}

const running: FactsFeed[] = [];

beforeAll(() => Logger.overrideLogger(false));

async function started(history: MemoryHistory) {
  const cache = new StreamCache(history);
  const feed = new FactsFeed(history, cache);
  running.push(feed);
  feed.onModuleInit();
  await eventually(() => feed.isFresh());
  return { cache, feed, price: () => cache.get(PLAN, STREAM)?.state?.prices.at(-1)?.price.amountMinor };
}

const WITHIN_MS = 5_000;

async function eventually(holds: () => boolean): Promise<void> {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > WITHIN_MS) throw new Error(`Not within ${WITHIN_MS} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((feed) => feed.onApplicationShutdown()));
});

describe('cached facts', () => {
  it('are carried on by the live subscription', async () => {
    const history = new LiveHistory();
    reprice(history, 100);
    const { cache, price } = await started(history);
    await cache.readThrough(PLAN, STREAM);
    await eventually(() => history.subscribedAfter.length > 0);
    history.deliver({ kind: 'event', event: reprice(history, 200) });
    await eventually(() => price() === 200);
    expect(history.subscribedAfter).toEqual([1n]);
  });

  it('catch up by looking at the head when the subscription says nothing', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { cache, price } = await started(history);
    await cache.readThrough(PLAN, STREAM);
    reprice(history, 200);
    await eventually(() => price() === 200);
  });

  it('reach a position at once for whoever waits for it', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { cache, feed, price } = await started(history);
    await cache.readThrough(PLAN, STREAM);
    const { position } = reprice(history, 200);
    expect(await feed.reach(position)).toBe(true);
    expect(price()).toBe(200);
  });

  it('reach a position by the subscription while that goes on, however late it is: a page would bring the same again', async () => {
    const history = new LiveHistory();
    reprice(history, 100);
    const { feed } = await started(history);
    await eventually(() => history.subscribedAfter.length > 0);
    let pages = 0;
    const readAll = history.readAll.bind(history);
    history.readAll = (after, max) => {
      pages += 1;
      return readAll(after, max);
    };
    history.head = () => new Promise(() => undefined);
    const reached = feed.reach(20n);
    for (let position = 2n; position <= 20n; position += 1n) {
      history.deliver({ kind: 'checkpoint', position });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await reached).toBe(true);
    expect(pages).toBe(0);
  });

  it('go on from where they were when the subscription ends', async () => {
    const history = new LiveHistory();
    reprice(history, 100);
    await started(history);
    await eventually(() => history.subscribedAfter.length > 0);
    history.deliver({ kind: 'checkpoint', position: 7n });
    history.deliver('dropped');
    await eventually(() => history.subscribedAfter.length > 1);
    expect(history.subscribedAfter).toEqual([1n, 7n]);
  });

  it('are dropped where an event is missing in between', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { cache, price } = await started(history);
    await cache.readThrough(PLAN, STREAM);
    reprice(history, 200);
    cache.hear(reprice(history, 300));
    expect(price()).toBeUndefined();
  });

  it('are not kept when an event was heard of that the read did not bring', async () => {
    const history = new MemoryHistory();
    reprice(history, 100);
    const { cache, price } = await started(history);
    const read = history.readStream.bind(history);
    history.readStream = async (stream, from) => {
      const events = await read(stream, from);
      cache.hear(reprice(history, 200));
      return events;
    };
    expect((await cache.readThrough(PLAN, STREAM)).revision).toBe(0);
    expect(price()).toBeUndefined();
  });

  it('are not fresh once the store has not answered for a second', async () => {
    const history = new MemoryHistory();
    const { feed } = await started(history);
    history.head = () => Promise.reject(new Error('away'));
    await eventually(() => !feed.isFresh());
    expect(await feed.reach(99n)).toBe(false);
  });
});
