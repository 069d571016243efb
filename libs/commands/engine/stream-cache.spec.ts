import type { ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { emptyStream, foldOnto, type LoadedStream } from './loaded-stream.js';
import { MemoryHistory } from './memory-history.spec-support.js';
import { StreamCache } from './stream-cache.js';
import { PLAN, planStream } from './stream-kind.js';

const NOON = '2026-03-01T12:00:00.000Z' as Instant;
/** As many new streams as are kept. */
const NEW_STREAMS_MAX = 256;

const product = (number: number) => `P${String(number).padStart(14, '0')}` as ProductId;
const streamOf = (number: number) => planStream(product(number));
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** Listed, and then repriced so often. */
class Plans {
  readonly history = new MemoryHistory();
  readonly cache = new StreamCache(this.history);

  write(number: number, amountMinor = 100) {
    const last = this.history.of(streamOf(number)).at(-1);
    const productId = product(number);
    const details = { productName: 'D', period: 'annual', supportLevel: 'basic', catalogue: 'open' } as const;
    const event =
      last === undefined
        ? ({
            type: 'ServicePlanListed',
            plan: { productId, ...details },
            price: usd(amountMinor),
            listedAt: NOON,
          } as const)
        : ({
            type: 'ServicePlanRepriced',
            productId,
            price: usd(amountMinor),
            previousPrice: usd(1),
            repricedAt: NOON,
          } as const);
    const identity = { commandId: null, requestHash: null, command: 'T', correlationId: 'c', causationId: null };
    return this.history.write({
      stream: streamOf(number),
      expected: last?.revision ?? 'no-stream',
      previousHash: null,
      events: [{ effectiveAt: NOON, event }],
      metadata: { ...identity, actor: 'a', resellerId: null, recordedAt: NOON },
    });
  }

  /** As the engine keeps a stream that its append has made. */
  make(number: number): void {
    this.cache.putNew(foldOnto(emptyStream(PLAN, streamOf(number)), this.write(number)));
  }

  revisionOf = (number: number): number | undefined => this.cache.get(PLAN, streamOf(number))?.revision;
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

describe('the cache of streams', () => {
  it('keeps a new stream until so many others came to be, and no longer', () => {
    const plans = new Plans();
    for (const number of numbers(0, NEW_STREAMS_MAX)) plans.make(number);
    expect(plans.revisionOf(0)).toBe(0);
    plans.make(NEW_STREAMS_MAX);
    plans.make(NEW_STREAMS_MAX + 1);
    expect(plans.revisionOf(1)).toBeUndefined();
  });

  it('keeps a new stream that was asked for beside those that are in use, however many new ones follow', () => {
    const plans = new Plans();
    plans.make(0);
    expect(plans.revisionOf(0)).toBe(0);
    for (const number of numbers(1, 2 * NEW_STREAMS_MAX)) plans.make(number);
    expect(plans.revisionOf(0)).toBe(0);
  });

  it('carries a new stream on by what it hears, and drops it where an event is missing in between', () => {
    const plans = new Plans();
    for (const number of [0, 1]) plans.make(number);
    for (const stored of plans.write(0)) plans.cache.hear(stored);
    plans.write(1);
    for (const stored of plans.write(1)) plans.cache.hear(stored);
    expect([plans.revisionOf(0), plans.revisionOf(1)]).toEqual([1, undefined]);
  });

  it('forgets a new stream that is dropped, and all of them when it is cleared', () => {
    const plans = new Plans();
    for (const number of [0, 1]) plans.make(number);
    plans.cache.drop(streamOf(0));
    expect(plans.revisionOf(0)).toBeUndefined();
    plans.cache.clear();
    expect(plans.revisionOf(1)).toBeUndefined();
  });

  it('keeps the newer of two, also where the older one comes as new', async () => {
    const plans = new Plans();
    const listed = plans.write(0);
    plans.write(0);
    const newer: LoadedStream<unknown> = await plans.cache.readThrough(PLAN, streamOf(0));
    plans.cache.putNew(foldOnto(emptyStream(PLAN, streamOf(0)), listed));
    expect([newer.revision, plans.revisionOf(0)]).toEqual([1, 1]);
  });
});
