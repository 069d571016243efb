import { jest } from '@jest/globals';
import { StreamConflictError } from '#event-store/event-appender.js';
import type { Instant } from '#kernel/instant.js';
import { BusyError, RevisionMismatchError } from '../command.js';
import { MemoryHistory } from './memory-history.spec-support.js';

import { brief, list, listing, NOON, processOn, STREAM } from './stream-engine.spec-support.js';

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
