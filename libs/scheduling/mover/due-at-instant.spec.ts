import type { EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import type { Instant } from '#kernel/instant.js';
import type { ProjectionProgress } from '#read-models/progress/projection-progress.js';
import type { DueFromStream } from '../due-work/due-from-stream.js';
import { type DueWork, jobIdOf } from '../due-work/due-work.js';
import type { DueWorkReader } from '../due-work/due-work-reader.js';
import type { DueWorkRunner } from '../tasks/due-work-runner.js';
import type { Outcome } from '../tasks/outcome.js';
import { DueAtInstant, type MoveProgress } from './due-at-instant.js';

const STORE = '6f0d2c1e-0000-4000-8000-000000000001';
const now = '2030-03-01T08:00:00.000Z' as Instant;
const later = '2030-04-01T07:00:00.000Z' as Instant;
const work = (stream: string, dueAt: Instant = now): DueWork => ({
  stream,
  kind: 'instalment',
  dueAt,
  attempt: null,
  details: null,
});

/** Rows as projected, streams that are parked, and what running something comes to. */
function world(answer: (work: DueWork) => Outcome) {
  const seen = {
    rows: [] as DueWork[],
    parked: new Map<string, readonly DueWork[]>(),
    ran: [] as string[],
    waited: [] as bigint[],
  };
  const reader: Pick<DueWorkReader, 'dueUntil' | 'nextAfter' | 'parkedStreams'> = {
    async *dueUntil(until) {
      yield seen.rows.filter(({ dueAt }) => dueAt <= until);
    },
    nextAfter: async (instant) =>
      seen.rows
        .map(({ dueAt }) => dueAt)
        .filter((dueAt) => dueAt > instant)
        .sort()[0],
    parkedStreams: async () => [...seen.parked.keys()],
  };
  const due = new DueAtInstant(
    reader as DueWorkReader,
    { read: async (stream: string) => seen.parked.get(stream) ?? [] } as unknown as DueFromStream,
    {
      run: async (one: DueWork) => {
        seen.ran.push(one.stream);
        return answer(one);
      },
    } as unknown as DueWorkRunner,
    {
      waitFor: async (position: bigint) => seen.waited.push(position) > 0,
    } as unknown as ProjectionProgress,
    { storeId: async () => STORE, head: async () => 7n } as unknown as EventReader,
  );
  const move: MoveProgress = {
    cause: 'clock-move:1',
    signal: new AbortController().signal,
    atVendor: new Set(),
    position: -1n,
    done: 0,
  };
  return { due, move, seen };
}

const done = (position: bigint): Outcome => ({
  kind: 'done',
  answer: 'done',
  position: formatPosition(STORE, position),
});

describe('an instant of a clock move', () => {
  it('runs what is due and what that makes due in its turn, and waits until all of it is projected', async () => {
    const { due, move, seen } = world((one) => {
      seen.rows = one.stream === 's-1' ? [work('s-2')] : [];
      return done(one.stream === 's-1' ? 11n : 12n);
    });
    seen.rows = [work('s-1')];
    await due.run(now, move);
    expect({ ran: seen.ran, waited: seen.waited, done: move.done }).toEqual({
      ran: ['s-1', 's-2'],
      waited: [-1n, 11n, 12n],
      done: 2,
    });
  });

  it('leaves alone what is due a millisecond later', async () => {
    const { due, move, seen } = world(() => done(1n));
    seen.rows = [work('s-1', '2030-03-01T08:00:00.001Z' as Instant)];
    await due.run(now, move);
    expect(seen.ran).toEqual([]);
    expect(await due.nextAfter(now, move)).toBe('2030-03-01T08:00:00.001Z');
  });

  it('runs what had no effect once, though its row is still due', async () => {
    const { due, move, seen } = world(() => ({ kind: 'done', answer: 'refused: on-hold' }));
    seen.rows = [work('s-1')];
    await due.run(now, move);
    expect(seen.ran).toEqual(['s-1']);
  });

  it('asks the vendor once, and again only when the vendor has news', async () => {
    const { due, move, seen } = world(() => ({ kind: 'waiting', watching: false }));
    const order: DueWork = { ...work('s-1'), kind: 'provisioning', attempt: 1, details: { trackingId: 'T-1' } };
    seen.rows = [order];
    await due.run(now, move);
    await due.run(later, move);
    expect([seen.ran, [...move.atVendor]]).toEqual([['s-1'], [jobIdOf(order)]]);
    move.atVendor.clear();
    await due.run(later, move);
    expect(seen.ran).toEqual(['s-1', 's-1']);
  });

  it('counts parked streams in, from their history', async () => {
    const { due, move, seen } = world(() => {
      seen.parked.set('s-9', [work('s-9', later)]);
      return done(3n);
    });
    seen.parked.set('s-9', [work('s-9')]);
    await due.run(now, move);
    expect(seen.ran).toEqual(['s-9']);
    expect(await due.nextAfter(now, move)).toBe(later);
  });

  it('waits for everything that is in the history before it begins', async () => {
    const { due, move, seen } = world(() => done(1n));
    await due.everythingSoFar(move);
    expect([move.position, seen.waited]).toEqual([7n, [7n]]);
  });
});
