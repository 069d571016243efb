import type { AllItem, EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { Feed, type FeedPage, type FeedRequest } from './feed.js';
import { RECENT_EVENTS_MAX } from './feed-limits.js';
import { LiveEvents } from './live-events.js';

/** A history in memory whose live subscription ends whenever it is told to. */
class History implements Pick<EventReader, 'readAll' | 'head' | 'subscribeToAll'> {
  readonly items: AllItem[] = [];
  reads = 0;
  subscriptions = 0;
  private changed = () => {};
  private broken = false;

  add(...items: readonly AllItem[]): void {
    this.items.push(...items);
    this.changed();
  }

  breakSubscription(): void {
    this.broken = true;
    this.changed();
  }

  async readAll(after: bigint | undefined, max: number) {
    this.reads += 1;
    const behind = this.behind(after);
    return { items: behind.slice(0, max), end: behind.length < max };
  }

  async head() {
    return this.items
      .filter(({ kind }) => kind === 'event')
      .map(at)
      .at(-1);
  }

  async *subscribeToAll(after: bigint | undefined | 'end', { signal }: { readonly signal?: AbortSignal } = {}) {
    this.subscriptions += 1;
    this.broken = false;
    let place = after === 'end' ? undefined : after;
    while (!signal?.aborted) {
      for (const item of this.behind(place)) {
        place = at(item);
        yield item;
      }
      if (this.broken) throw new Error('the store ended it');
      await new Promise<void>((resolve) => {
        this.changed = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  private behind(after: bigint | undefined) {
    return this.items.filter((item) => after === undefined || at(item) > after);
  }
}

const at = (item: AllItem) => (item.kind === 'event' ? item.event.position : item.position);
const of = (resellerId: string, position: number): AllItem => ({
  kind: 'event',
  event: {
    stream: 'subscription-s',
    position: BigInt(position),
    event: { type: 'LicenseAssigned' },
    metadata: { resellerId },
  } as StoredEvent,
});
const checkpoint = (position: number): AllItem => ({ kind: 'checkpoint', position: BigInt(position) });
const undecodable = (position: number): AllItem => ({
  ...{ kind: 'undecodable', stream: 's', revision: 0, id: 'i', type: 't', error: 'e' },
  position: BigInt(position),
});

let history: History;
let live: LiveEvents;
let feed: Feed;
let leave: AbortController;

beforeEach(() => {
  history = new History();
  live = new LiveEvents(history as unknown as EventReader);
  const cloudEvents = { of: async (events: readonly StoredEvent[]) => events.map(({ position }) => ({ position })) };
  feed = new Feed(history as unknown as EventReader, live, cloudEvents as never);
  leave = new AbortController();
});

afterEach(async () => {
  leave.abort();
  await live.onApplicationShutdown();
});

const request = (asked: Partial<FeedRequest> = {}): FeedRequest => ({
  ...{ resellers: null, after: undefined, limit: 100, waitMs: 0, signal: leave.signal },
  ...asked,
});
const printed = ({ events, next, end }: FeedPage) => [
  events.map(({ position }) => Number(position)),
  Number(next),
  end,
];

describe('a page', () => {
  it('ends at the limit, and goes on behind it', async () => {
    history.add(of('a', 1), of('a', 2), of('a', 3));
    expect(printed(await feed.page(request({ limit: 2 })))).toEqual([[1, 2], 2, false]);
    expect(printed(await feed.page(request({ limit: 2, after: 2n })))).toEqual([[3], 3, true]);
  });

  it('tells a bound key of its own only, and lets it pass the others', async () => {
    history.add(of('a', 1), of('b', 2), of('a', 3), of('b', 4));
    expect(printed(await feed.page(request({ resellers: ['a'] })))).toEqual([[1, 3], 4, true]);
  });

  it('hands out no position of what the store may forget', async () => {
    history.add(of('a', 1), checkpoint(2));
    expect(printed(await feed.page(request()))).toEqual([[1], 1, true]);
  });

  it('passes what can not be read', async () => {
    history.add(of('a', 1), undecodable(2), of('a', 3));
    expect(printed(await feed.page(request()))).toEqual([[1, 3], 3, true]);
  });

  it('is empty where nothing ever happened', async () => {
    expect(await feed.page(request())).toEqual({ events: [], next: undefined, end: true });
  });

  it('waits for what comes, whatever else comes first', async () => {
    history.add(of('a', 1));
    const waiting = feed.page(request({ resellers: ['a'], after: 1n, waitMs: 20_000 }));
    history.add(checkpoint(2), of('b', 3), checkpoint(4));
    setTimeout(() => history.add(of('a', 5)), 20);
    expect(printed(await waiting)[0]).toEqual([5]);
  });

  it('does not read again and again while only the store itself writes', async () => {
    history.add(of('a', 1));
    const waiting = feed.page(request({ after: 1n, waitMs: 100 }));
    history.add(checkpoint(2));
    expect(printed(await waiting)).toEqual([[], 1, true]);
    expect(history.reads).toBeLessThan(5);
  });
});

describe('following', () => {
  it('is in order and without a gap, however often the subscription ends', async () => {
    const pages = feed.follow(request({ waitMs: 20_000 }));
    const seen: number[] = [];
    const all = (async () => {
      for await (const { events } of pages) {
        seen.push(...events.map(({ position }) => Number(position)));
        if (seen.length === 50) return;
      }
    })();
    for (let position = 1; position <= 50; position += 1) {
      history.add(of('a', position));
      if (position % 20 === 0) history.breakSubscription();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await all;
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('shares one subscription', async () => {
    const followers = Array.from({ length: 10 }, () => feed.follow(request({ waitMs: 20_000 })).next());
    await new Promise((resolve) => setImmediate(resolve));
    history.add(of('a', 1));
    for (const { value } of await Promise.all(followers)) expect(printed(value)[0]).toEqual([1]);
    expect(history.subscriptions).toBe(1);
  });

  it('of who is far behind is read from the store, and forgets nothing', async () => {
    history.add(of('a', 1));
    await feed.page(request({ after: 1n, waitMs: 1 }));
    const count = 2 * RECENT_EVENTS_MAX + 1;
    history.add(...Array.from({ length: count }, (_, index) => of('a', index + 2)));
    const seen: number[] = [];
    for await (const { events } of feed.follow(request({ after: 1n, waitMs: 20_000 }))) {
      seen.push(...events.map(({ position }) => Number(position)));
      if (seen.length === count) break;
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 2));
    expect(live.behind(1n, 1)).toBeUndefined();
    expect(live.behind(BigInt(count), 5)?.map(at)).toEqual([BigInt(count + 1)]);
  });

  it('ends with the signal', async () => {
    const pages = feed.follow(request({ waitMs: 20_000 }));
    const next = pages.next();
    leave.abort();
    await next;
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });
});
