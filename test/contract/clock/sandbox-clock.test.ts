import { once } from 'node:events';
import pg from 'pg';
import { startEventNode } from '#event-node/start-event-node.js';
import { addMilliseconds, type Instant, instantOf, millisecondsOf } from '#kernel/instant.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';
import type { Node } from '../event-store/fixture-store.js';
import { Agenda, ClockProcess, OwnerProcess, type Place } from './clock-process.js';

const begin = '2030-03-01T10:00:00.000Z' as Instant;
const DAY_MS = 86_400_000;
const later = (milliseconds: number): Instant => addMilliseconds(begin, milliseconds);

let node: Node;
let postgres: TestPostgres;
let place: Place;
let agenda: Agenda;
let running: ClockProcess[];

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
});

afterAll(() => postgres.remove());

beforeEach(async () => {
  node = await startEventNode({ inMemory: true });
  const wall = { now: millisecondsOf(begin) };
  place = { eventStoreUrl: node.connectionString, databaseUrl: await postgres.newDatabase(), wall };
  agenda = new Agenda();
  running = [];
});

afterEach(async () => {
  for (const process of running) await process.stop();
  await node.stop();
});

async function start<P extends ClockProcess>(process: P): Promise<P> {
  await process.start();
  running.push(process);
  return process;
}

async function stop(process: ClockProcess): Promise<void> {
  running = running.filter((one) => one !== process);
  await process.stop();
}

describe('the sandbox clock of all processes', () => {
  it('ticks from the real time at the first start', async () => {
    const [owner, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    place.wall.now += 1_000;
    await eventually(() => api.follower.revision === 0);
    expect([owner.control.read(), api.control.read()]).toEqual([
      { now: later(1_000), ticking: true },
      { now: later(1_000), ticking: true },
    ]);
  });

  it('goes from due instant to due instant, the vendor’s own included, and says so when all of it is done', async () => {
    agenda.due = [later(2 * DAY_MS), later(5 * DAY_MS), later(11 * DAY_MS)];
    agenda.news = [later(60_000), later(5 * DAY_MS)];
    const [owner, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    const shown: Instant[] = [];
    agenda.during = async () => void shown.push(api.clock.now());
    const target = { now: later(10 * DAY_MS), ticking: false };
    expect(await api.control.move(target)).toEqual({ outcome: 'moved', ...target });
    const path = [begin, later(60_000), later(2 * DAY_MS), later(5 * DAY_MS)];
    expect(agenda.ranAt).toEqual(path);
    // Every process had taken an instant before its work was run.
    expect(shown).toEqual(path);
    expect([owner.control.read(), api.control.read()]).toEqual([target, target]);
    expect(agenda.told.at(-1)).toEqual(target);
  });

  it('stands still after a move, or ticks on when it is told to', async () => {
    const [, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    await api.control.move({ now: later(DAY_MS), ticking: false });
    place.wall.now += 5_000;
    expect(api.control.read()).toEqual({ now: later(DAY_MS), ticking: false });
    await api.control.move({ now: later(DAY_MS), ticking: true });
    place.wall.now += 5_000;
    expect(api.control.read()).toEqual({ now: later(DAY_MS + 5_000), ticking: true });
  });

  it('is never moved back, not even by a millisecond', async () => {
    const [, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    await api.control.move({ now: later(DAY_MS), ticking: false });
    expect(await api.control.move({ now: later(DAY_MS - 1), ticking: false })).toEqual({
      outcome: 'refused',
      now: later(DAY_MS),
      ticking: false,
    });
    expect(await api.control.move({ now: later(DAY_MS), ticking: false })).toMatchObject({ outcome: 'moved' });
  });

  it('is not moved back by the second of two that were asked for at once', async () => {
    const [, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    await api.control.move({ now: later(DAY_MS), ticking: false });
    const [far, near] = await Promise.all([
      api.control.move({ now: later(3 * DAY_MS), ticking: false }),
      api.control.move({ now: later(2 * DAY_MS), ticking: false }),
    ]);
    expect(far).toEqual({ outcome: 'moved', now: later(3 * DAY_MS), ticking: false });
    expect(['moved', 'refused']).toContain(near.outcome);
    expect(api.control.read()).toEqual({ now: later(3 * DAY_MS), ticking: false });
  });

  it('is what it was in a process that starts later, without its owner', async () => {
    const owner = await start(new OwnerProcess(place, agenda));
    await owner.control.move({ now: later(DAY_MS), ticking: false });
    await stop(owner);
    const late = await start(new ClockProcess(place));
    expect(late.control.read()).toEqual({ now: later(DAY_MS), ticking: false });
  });

  it('survives its owner: it goes on from its last instant, or from the real time once that is later', async () => {
    const owner = await start(new OwnerProcess(place, agenda));
    await owner.control.move({ now: later(DAY_MS), ticking: true });
    await stop(owner);
    place.wall.now += 1_000;
    const next = await start(new OwnerProcess(place, agenda));
    expect(next.control.read()).toEqual({ now: later(DAY_MS + 1_000), ticking: true });
    await next.control.move({ now: later(2 * DAY_MS), ticking: false });
    await stop(next);
    place.wall.now += 30 * DAY_MS;
    const last = await start(new OwnerProcess(place, agenda));
    await eventually(() => last.control.read().now === instantOf(place.wall.now));
    expect(last.control.read().ticking).toBe(false);
  });

  it('goes on with a move that its owner did not finish, and answers whoever waits', async () => {
    agenda.due = [later(DAY_MS), later(2 * DAY_MS)];
    const half = new AbortController();
    agenda.during = async (now) => {
      if (now !== later(DAY_MS) || half.signal.aborted) return;
      half.abort();
      await new Promise(() => undefined);
    };
    const [killed, api] = [new OwnerProcess(place, agenda), await start(new ClockProcess(place))];
    await killed.start();
    const moved = api.control.move({ now: later(3 * DAY_MS), ticking: false });
    await once(half.signal, 'abort');
    // As by SIGKILL: nothing of it is tidied up, only its lock goes with its connection.
    await killed.crash();
    await start(new OwnerProcess(place, agenda));
    expect(await moved).toEqual({ outcome: 'moved', now: later(3 * DAY_MS), ticking: false });
    expect(agenda.ranAt).toEqual([begin, later(DAY_MS), later(DAY_MS), later(2 * DAY_MS)]);
  });

  it('is moved by one owner only, however many workers there are', async () => {
    agenda.due = [later(DAY_MS)];
    await start(new OwnerProcess(place, agenda));
    const other = await start(new OwnerProcess(place, agenda));
    await other.control.move({ now: later(2 * DAY_MS), ticking: false });
    expect(agenda.ranAt).toEqual([begin, later(DAY_MS)]);
  });

  it('says what failed, and stands where it came to', async () => {
    agenda.due = [later(DAY_MS)];
    agenda.during = async (now) => {
      if (now === later(DAY_MS)) throw new Error('the renewal of subscription-1: the vendor policy is gone');
    };
    const [, api] = [await start(new OwnerProcess(place, agenda)), await start(new ClockProcess(place))];
    expect(await api.control.move({ now: later(2 * DAY_MS), ticking: false })).toEqual({
      outcome: 'failed',
      now: later(DAY_MS),
      ticking: false,
      problem: { code: 'clock-move-failed', detail: 'the renewal of subscription-1: the vendor policy is gone' },
    });
  });

  it('waits for every process that is alive, and for none that has said nothing for five seconds', async () => {
    const api = await start(new OwnerProcess(place, agenda));
    await eventually(() => api.follower.revision === 0);
    const client = new pg.Client({ connectionString: place.databaseUrl });
    await client.connect();
    const begun = performance.now();
    await client.query(
      "INSERT INTO scheduling.clock_follower VALUES (gen_random_uuid(), 'api', -1, now(), clock_timestamp())",
    );
    await client.end();
    expect(await api.control.move({ now: later(DAY_MS), ticking: false })).toMatchObject({ outcome: 'moved' });
    expect(performance.now() - begun).toBeGreaterThan(4_000);
  });
});
