import { jest } from '@jest/globals';
import type { ListServicePlan } from '#domain/plan/plan.commands.js';
import { decidePlan } from '#domain/plan/plan.decider.js';
import type { PlanState } from '#domain/plan/plan.state.js';
import { StoreUnavailableError, StreamConflictError } from '#event-store/event-appender.js';
import type { ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { BusyError, IdempotencyKeyReusedError, RevisionMismatchError } from '../command.js';
import { MemoryHistory, TransparentVault } from './memory-history.spec-support.js';
import { RefusedAttempts } from './refused-attempts.js';
import { type Asked, identityOf } from './request-identity.js';
import { StreamCache } from './stream-cache.js';
import { StreamEngine } from './stream-engine.js';
import { PLAN } from './stream-kind.js';
import { StreamQueue } from './stream-queue.js';
import { dated, NO_FACTS, type Outcome, type StreamTask } from './stream-task.js';
import { WrittenPosition } from './written-position.js';

const NOON = '2026-03-01T12:00:00.000Z' as Instant;
const STREAM = 'plan-237L1WW8695T548';
const vault = new TransparentVault();

/** One process: an engine with a cache and a clock of its own on a history that others share. */
function processOn(history: MemoryHistory, clock = { now: () => NOON }) {
  const cache = new StreamCache(history);
  const refused: { stream: string; code: string }[] = [];
  const attempts = new RefusedAttempts({
    record: (stream, { refusal }) => refused.push({ stream, code: refusal.code }),
  });
  const written = new WrittenPosition();
  const engine = new StreamEngine(history, history, vault, clock, cache, new StreamQueue(), written, attempts);
  return { engine, cache, refused };
}

const price = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

const listing = (amountMinor: number, productName = 'Drafting'): ListServicePlan => ({
  type: 'ListServicePlan',
  plan: {
    productId: '237L1WW8695T548' as ProductId,
    productName,
    period: 'annual',
    supportLevel: 'basic',
    catalogue: 'open',
  },
  price: price(amountMinor),
});

const asking = (command: ListServicePlan, idempotencyKey: string | null): Asked<'ListServicePlan'> => ({
  command: 'ListServicePlan',
  payload: { ...command.plan, price: command.price },
  context: { client: 'acme', idempotencyKey, correlationId: 'c-1', causationId: null, actor: 'intake:key-1' },
});

const list = (command: ListServicePlan, key: string | null = null): StreamTask<PlanState> => ({
  kind: PLAN,
  stream: STREAM,
  identity: identityOf(asking(command, key), vault),
  decide: ({ state, now }) => ({ decision: dated(decidePlan(state, command, now), now), used: NO_FACTS }),
});

function brief(outcome: Outcome<PlanState>) {
  if (outcome.outcome === 'refused') return { refused: outcome.refusal.code };
  const { loaded, replayed, changed, created } = outcome;
  return {
    revision: loaded.revision,
    price: loaded.state?.prices.at(-1)?.price.amountMinor,
    replayed,
    changed,
    created,
  };
}

describe('a command with a key', () => {
  it('is carried out once, and a repeat gets the first answer though the state has moved on', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    const first = brief(await engine.handle(list(listing(100), 'k1')));
    await engine.handle(list(listing(200), 'k2'));
    expect(first).toEqual({ revision: 0, price: 100, replayed: false, changed: true, created: true });
    expect(brief(await engine.handle(list(listing(100), 'k1')))).toEqual({ ...first, replayed: true });
    expect(history.all).toHaveLength(2);
  });

  it('is known to another process, and to this one after a restart', async () => {
    const history = new MemoryHistory();
    const first = brief(await processOn(history).engine.handle(list(listing(100), 'k1')));
    expect(brief(await processOn(history).engine.handle(list(listing(100), 'k1')))).toEqual({
      ...first,
      replayed: true,
    });
  });

  it('is an error when the key comes with another request', async () => {
    const { engine } = processOn(new MemoryHistory());
    await engine.handle(list(listing(100), 'k1'));
    await expect(engine.handle(list(listing(101), 'k1'))).rejects.toThrow(IdempotencyKeyReusedError);
  });

  it('leaves a receipt when it changes nothing, so that a repeat stays harmless', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await engine.handle(list(listing(100)));
    const nothing = brief(await engine.handle(list(listing(100), 'k1')));
    await engine.handle(list(listing(300)));
    expect(nothing).toEqual({ revision: 1, price: 100, replayed: false, changed: false, created: false });
    expect(history.all[1]?.event).toEqual({ type: 'CommandHadNoEffect', command: 'ListServicePlan' });
    expect(brief(await engine.handle(list(listing(100), 'k1')))).toEqual({ ...nothing, replayed: true });
    expect(history.all).toHaveLength(3);
  });

  it('may be tried again once it was refused', async () => {
    const history = new MemoryHistory();
    const { engine, refused } = processOn(history);
    await engine.handle(list(listing(100)));
    const other = listing(100, 'Modelling');
    expect(brief(await engine.handle(list(other, 'k1')))).toEqual({ refused: 'plan-differs' });
    expect(refused).toEqual([{ stream: STREAM, code: 'plan-differs' }]);
    expect(brief(await engine.handle(list(listing(150), 'k1')))).toMatchObject({ revision: 1, price: 150 });
  });

  it('is one change when eight copies come at once, in one process and in two', async () => {
    const history = new MemoryHistory();
    const [one, other] = [processOn(history).engine, processOn(history).engine];
    const copies = Array.from({ length: 8 }, (_, i) => (i % 2 ? one : other).handle(list(listing(100), 'k1')));
    const answers = (await Promise.all(copies)).map(brief);
    expect(history.all).toHaveLength(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ revision, price: paid }) => `${revision} ${paid}`))).toEqual(new Set(['0 100']));
  });
});

describe('copies at once in one process', () => {
  it('take turns, so that only the first is decided and none conflicts', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await Promise.all(Array.from({ length: 8 }, () => engine.handle(list(listing(100), 'k1'))));
    expect(history.appends).toBe(1);
  });
});

describe('a command without a key', () => {
  it('that changes nothing appends nothing and answers with the last revision', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await engine.handle(list(listing(100)));
    expect(brief(await engine.handle(list(listing(100))))).toEqual({
      revision: 0,
      price: 100,
      replayed: false,
      changed: false,
      created: false,
    });
    expect(history.appends).toBe(1);
  });

  it('is not taken to change nothing because the cache says so', async () => {
    const history = new MemoryHistory();
    const [one, other] = [processOn(history).engine, processOn(history).engine];
    await one.handle(list(listing(100)));
    await other.handle(list(listing(200)));
    expect(brief(await one.handle(list(listing(100))))).toMatchObject({ revision: 2, price: 100, changed: true });
  });
});

describe('what is cached', () => {
  it('spares the read before the next append', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await engine.handle(list(listing(100)));
    const before = history.reads;
    await engine.handle(list(listing(200)));
    expect(history.reads).toBe(before);
  });

  it('never refuses: the stream is read again and the command judged on that', async () => {
    const history = new MemoryHistory();
    const [one, other] = [processOn(history), processOn(history)];
    await one.engine.handle(list(listing(100)));
    await other.engine.handle(list(listing(200)));
    const states: (number | undefined)[] = [];
    const task: StreamTask<PlanState> = {
      ...list(listing(200)),
      decide: ({ state, now }) => {
        const present = state?.prices.at(-1)?.price.amountMinor;
        states.push(present);
        if (present === 100) return { decision: { outcome: 'refused', refusal: { code: 'stale' } }, used: NO_FACTS };
        return { decision: dated(decidePlan(state, listing(300), now), now), used: NO_FACTS };
      },
    };
    expect(brief(await one.engine.handle(task))).toMatchObject({ revision: 2, price: 300 });
    expect(states).toEqual([100, 200]);
    expect(one.refused).toEqual([]);
  });

  it('never refuses by cached facts either: they are read through', async () => {
    const { engine } = processOn(new MemoryHistory());
    const readings: string[] = [];
    const task: StreamTask<PlanState> = {
      ...list(listing(100)),
      decide: ({ state, now, reading }) => {
        readings.push(reading);
        const used = { revisions: {}, certain: reading === 'through' };
        if (!used.certain) return { decision: { outcome: 'refused', refusal: { code: 'stale' } }, used };
        return { decision: dated(decidePlan(state, listing(100), now), now), used };
      },
    };
    expect(brief(await engine.handle(task))).toMatchObject({ revision: 0 });
    expect(readings).toEqual(['cached', 'through']);
  });

  it('does no harm when nobody knows what an append came to: a repeat finds its receipt', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await engine.handle(list(listing(100)));
    history.beforeAppend = (append) => {
      history.beforeAppend = () => undefined;
      history.write(append);
      throw new StoreUnavailableError('no answer in time');
    };
    await expect(engine.handle(list(listing(200), 'k1'))).rejects.toThrow(StoreUnavailableError);
    expect(brief(await engine.handle(list(listing(200), 'k1')))).toMatchObject({ revision: 1, replayed: true });
  });
});

describe('a conflict', () => {
  it('is decided again on what the stream says now, as of the instant that was read once', async () => {
    const history = new MemoryHistory();
    let reads = 0;
    const clock = { now: () => `2026-03-01T12:00:0${reads++}.000Z` as Instant };
    const [one, other] = [processOn(history, clock).engine, processOn(history).engine];
    history.beforeAppend = async () => {
      history.beforeAppend = () => undefined;
      await other.handle(list(listing(100)));
    };
    expect(brief(await one.handle(list(listing(200))))).toMatchObject({ revision: 1, price: 200, created: false });
    expect(reads).toBe(1);
    expect(history.all.map(({ event }) => event.type)).toEqual(['ServicePlanListed', 'ServicePlanRepriced']);
    expect(history.all[1]?.metadata).toMatchObject({ effectiveAt: NOON, recordedAt: NOON });
  });

  it('that lasts two seconds makes the caller come back', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    let elapsed = 0;
    const spy = jest.spyOn(performance, 'now').mockImplementation(() => elapsed);
    history.beforeAppend = () => {
      elapsed += 500;
      throw new StreamConflictError(STREAM);
    };
    await expect(engine.handle(list(listing(100)))).rejects.toThrow(BusyError);
    expect(history.appends).toBe(5);
    spy.mockRestore();
  });
});

describe('the two times', () => {
  it('lets effectiveAt never go back, whatever the clock says', async () => {
    const history = new MemoryHistory();
    await processOn(history).engine.handle(list(listing(100)));
    const earlier = { now: () => '2026-02-28T00:00:00.000Z' as Instant };
    await processOn(history, earlier).engine.handle(list(listing(200)));
    expect(history.all[1]?.metadata).toMatchObject({ effectiveAt: NOON, recordedAt: '2026-02-28T00:00:00.000Z' });
  });
});

describe('a command for one revision only', () => {
  const at = (onlyAt: readonly number[] | 'any', amountMinor: number, key: string | null = null) => ({
    ...list(listing(amountMinor), key),
    onlyAt,
  });

  it('is carried out at that revision, and named the present one at any other', async () => {
    const history = new MemoryHistory();
    const { engine } = processOn(history);
    await engine.handle(list(listing(100)));
    expect(brief(await engine.handle(at([0], 200)))).toMatchObject({ revision: 1, price: 200 });
    await expect(engine.handle(at([0], 300))).rejects.toMatchObject({ stream: STREAM, revision: 1 });
    await expect(engine.handle(at([], 300))).rejects.toThrow(RevisionMismatchError);
    expect(brief(await engine.handle(at([0, 1], 300)))).toMatchObject({ revision: 2 });
  });

  it('is judged by what the store says, not by what is cached', async () => {
    const history = new MemoryHistory();
    const [one, other] = [processOn(history).engine, processOn(history).engine];
    await one.handle(list(listing(100)));
    await other.handle(list(listing(200)));
    await expect(one.handle(at([0], 300))).rejects.toMatchObject({ revision: 1 });
    await other.handle(list(listing(400)));
    expect(brief(await one.handle(at([2], 500)))).toMatchObject({ revision: 3, price: 500 });
  });

  it('for any revision wants a stream', async () => {
    const { engine } = processOn(new MemoryHistory());
    await expect(engine.handle(at('any', 100))).rejects.toMatchObject({ revision: -1 });
    await engine.handle(list(listing(100)));
    expect(brief(await engine.handle(at('any', 200)))).toMatchObject({ revision: 1 });
  });

  it('repeated after it moved the stream on gets its first answer', async () => {
    const { engine } = processOn(new MemoryHistory());
    await engine.handle(list(listing(100)));
    const first = brief(await engine.handle(at([0], 200, 'key')));
    expect(brief(await engine.handle(at([0], 200, 'key')))).toEqual({ ...first, replayed: true });
  });
});
