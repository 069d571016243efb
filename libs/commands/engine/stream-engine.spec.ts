import { decidePlan } from '#domain/plan/plan.decider.js';
import type { PlanState } from '#domain/plan/plan.state.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import { IdempotencyKeyReusedError } from '../command.js';
import { MemoryHistory } from './memory-history.spec-support.js';
import { brief, list, listing, processOn, STREAM } from './stream-engine.spec-support.js';
import { dated, NO_FACTS, type StreamTask } from './stream-task.js';

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
