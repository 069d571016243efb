import 'reflect-metadata';
import { BullModule, BullRegistrar } from '@nestjs/bullmq';
import { Test, type TestingModule } from '@nestjs/testing';
import { CLOCK } from '#kernel/clock.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { DueFromStream } from '#scheduling/due-work/due-from-stream.js';
import { DUE_QUEUES, type DueKind, type DueWork, jobIdOf } from '#scheduling/due-work/due-work.js';
import { DueWorkReader } from '#scheduling/due-work/due-work-reader.js';
import { awaitQueueStore } from '#scheduling/queues/await-queue-store.js';
import { DueWorkers } from '#scheduling/queues/due-workers.js';
import { Planner } from '#scheduling/queues/planner.js';
import { PlanProcessor, PlanTimer } from '#scheduling/queues/planning.js';
import { DUE_PROCESSORS } from '#scheduling/queues/processors.js';
import { QUEUE_STORE } from '#scheduling/queues/queue-store.js';
import { PLAN_QUEUE, Queues } from '#scheduling/queues/queues.js';
import { DueWorkRunner } from '#scheduling/tasks/due-work-runner.js';
import type { Outcome } from '#scheduling/tasks/outcome.js';
import { markBackend, QUEUE_BACKENDS } from '../../support/backends.js';
import { eventually } from '../../support/eventually.js';
import { type BackendUnderTest, startBackend } from './queue-backend.js';

const begin = '2030-03-01T08:00:00.000Z' as Instant;
const TEN_MINUTES_MS = 600_000;

/** The read model and the tasks, as this test says they are; the queue is real. */
class World {
  now = begin;
  rows: DueWork[] = [];
  parked = new Map<string, readonly DueWork[]>();
  readonly ran: string[] = [];
  answer: (work: DueWork) => Outcome = () => ({ kind: 'done', answer: 'done' });

  readonly clock = { now: () => this.now };
  readonly runner = {
    run: async (work: DueWork): Promise<Outcome> => {
      this.ran.push(jobIdOf(work));
      return this.answer(work);
    },
  };
  readonly history = { read: async (stream: string) => this.parked.get(stream) ?? [] };
  readonly reader = {
    dueUntil: (until: Instant, kinds: readonly DueKind[]) => this.due(until, kinds),
    parkedStreams: async () => [...this.parked.keys()],
    overdue: async () => new Map<DueKind, number>(),
    heldSubscriptions: async () => 0,
    ordersNotActive: async () => new Map(),
  };

  /** Done, and projected: its row is gone. */
  readonly settles = (work: DueWork): Outcome => {
    this.rows = this.rows.filter((row) => jobIdOf(row) !== jobIdOf(work));
    return { kind: 'done', answer: 'done' };
  };

  times(work: DueWork): number {
    return this.ran.filter((id) => id === jobIdOf(work)).length;
  }

  private async *due(until: Instant, kinds: readonly DueKind[]) {
    const page = this.rows.filter(({ dueAt, kind }) => dueAt <= until && kinds.includes(kind));
    if (page.length > 0) yield page;
  }
}

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

let numbers = 0;
function renewal(dueAt: Instant = begin): DueWork {
  numbers += 1;
  return { stream: `subscription-${numbers}`, kind: 'renewal', dueAt, attempt: null, details: null };
}

async function startWorker(backend: BackendUnderTest, world: World): Promise<TestingModule> {
  const store = backend.store();
  const worker = await Test.createTestingModule({
    imports: [
      BullModule.forRootAsync({
        extraOptions: { manualRegistration: true },
        useFactory: async () => ({ connection: (await awaitQueueStore(store)).connection }),
      }),
      BullModule.registerQueue(...[...DUE_QUEUES, PLAN_QUEUE].map((name) => ({ name }))),
    ],
    providers: [
      { provide: QUEUE_STORE, useValue: store },
      { provide: CLOCK, useValue: world.clock },
      { provide: DueWorkRunner, useValue: world.runner },
      { provide: DueWorkReader, useValue: world.reader },
      { provide: DueFromStream, useValue: world.history },
      ...Object.values(DUE_PROCESSORS),
      Queues,
      Planner,
      PlanTimer,
      PlanProcessor,
      DueWorkers,
    ],
  })
    .setLogger(quiet)
    .compile();
  await worker.init();
  worker.get(BullRegistrar).register();
  worker.get(PlanTimer).start();
  return worker;
}

async function stopWorker(worker: TestingModule): Promise<void> {
  await worker.get(PlanTimer).stop();
  await worker.get(DueWorkers).close();
  await worker.close();
}

describe.each(QUEUE_BACKENDS)('the queues on %s', (name) => {
  let backend: BackendUnderTest;
  let world: World;
  let worker: TestingModule;
  const queue = () => worker.get(Queues).of('settle');
  /** At once, for who does not want to wait for the next tick. */
  const plan = () => worker.get(Planner).plan();

  beforeAll(async () => {
    backend = await startBackend(name);
    world = new World();
    worker = await startWorker(backend, world);
    markBackend('scheduling', name);
  });

  beforeEach(() => {
    world.rows = [];
    world.parked.clear();
    world.answer = world.settles;
  });

  afterAll(async () => {
    await stopWorker(worker);
    await backend.remove();
  });

  it('run what is due, once, and keep nothing of it', async () => {
    const [one, other] = [renewal(), renewal()];
    world.rows = [one, { ...one, kind: 'instalment' }, other];
    await eventually(() => world.times(one) === 1 && world.times(other) === 1);
    await eventually(async () => (await queue().getJob(jobIdOf(one))) === undefined);
    await plan();
    expect([world.times(one), world.times(other)]).toEqual([1, 1]);
  });

  it('keep what is due within the window until its time comes, and leave what is later alone', async () => {
    const [soon, later] = [
      renewal(addMilliseconds(begin, TEN_MINUTES_MS)),
      renewal(addMilliseconds(begin, 10 * TEN_MINUTES_MS)),
    ];
    world.rows = [soon, later];
    await plan();
    const job = await queue().getJob(jobIdOf(soon));
    expect([await job?.getState(), job?.delay]).toEqual(['delayed', TEN_MINUTES_MS]);
    expect(await queue().getJob(jobIdOf(later))).toBeUndefined();
    expect(world.times(soon)).toBe(0);
  });

  it('plan the same work once, however often and by however many it is planned', async () => {
    const work = renewal(addMilliseconds(begin, TEN_MINUTES_MS));
    world.rows = [work];
    await Promise.all([plan(), plan(), plan()]);
    const ids = (await queue().getDelayed()).map(({ id }) => id);
    expect(ids.filter((id) => id === jobIdOf(work))).toEqual([jobIdOf(work)]);
  });

  it('plan anew what the old time had delayed, when the clock was moved', async () => {
    const work = renewal(addMilliseconds(begin, TEN_MINUTES_MS));
    world.rows = [work];
    await plan();
    world.now = addMilliseconds(begin, TEN_MINUTES_MS);
    await worker.get(Planner).planAnew();
    world.now = begin;
    await eventually(() => world.times(work) === 1);
  });

  it('let a job that is early move itself to later; it never completes before it is done', async () => {
    const work = renewal();
    world.rows = [work];
    world.answer = () => ({ kind: 'early', until: addMilliseconds(world.now, 60_000) });
    await plan();
    await eventually(() => world.times(work) === 1);
    await eventually(async () => (await (await queue().getJob(jobIdOf(work)))?.getState()) === 'delayed');
    world.answer = world.settles;
    await (await queue().getJob(jobIdOf(work)))?.promote();
    await eventually(() => world.times(work) === 2);
  });

  it.each(['completed', 'failed'])('put a job back that is %s while its row is still due', async (state) => {
    const work = renewal();
    let first = true;
    world.answer = (due) => {
      if (jobIdOf(due) !== jobIdOf(work) || !first) return world.settles(due);
      first = false;
      if (state === 'failed') throw new Error('a fault that outlasts all tries');
      return { kind: 'done', answer: 'nothing came of it' };
    };
    await queue().add(work.kind, work, { jobId: jobIdOf(work), attempts: 1 });
    await eventually(async () => (await (await queue().getJob(jobIdOf(work)))?.getState()) === state);
    world.rows = [work];
    await plan();
    await eventually(() => world.times(work) === 2);
  });

  it('try again after a fault, and only then', async () => {
    const work = renewal();
    world.rows = [work];
    let faults = 1;
    world.answer = (due) => {
      if (faults-- > 0) throw new Error('the store is away');
      return world.settles(due);
    };
    await plan();
    await eventually(() => world.times(work) === 2);
  });

  it('settle a parked stream from its history at every tick', async () => {
    const work = renewal();
    world.parked.set(work.stream, [work]);
    await eventually(() => world.times(work) >= 2);
  });

  it('heal when their whole store is wiped', async () => {
    const [before, after] = [renewal(addMilliseconds(begin, TEN_MINUTES_MS)), renewal()];
    world.rows = [before];
    await plan();
    await backend.wipe();
    world.rows = [{ ...before, dueAt: begin }, after];
    await eventually(() => world.times({ ...before, dueAt: begin }) >= 1 && world.times(after) >= 1);
  });
});
