import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Instant } from '#kernel/instant.js';
import { type DueWork, jobIdOf } from '#scheduling/due-work/due-work.js';
import { PlannedJobs, QueueAwayError } from '#scheduling/queues/planned-jobs.js';
import { QUEUE_BACKENDS } from '../../support/backends.js';
import { type BackendUnderTest, startBackend } from './queue-backend.js';

const dueAt = '2030-03-01T08:00:00.000Z' as Instant;
const renewal: DueWork = { stream: 'subscription-1', kind: 'renewal', dueAt, attempt: null, details: null };
const DELAY_MS = 600_000;

describe.each(QUEUE_BACKENDS)('where a job is, on %s', (name) => {
  let backend: BackendUnderTest;
  let jobs: PlannedJobs;
  let removed = false;

  beforeAll(async () => {
    backend = await startBackend(name);
    jobs = new PlannedJobs(backend.store());
  }, 60_000);

  afterAll(async () => {
    await jobs?.onApplicationShutdown();
    if (!removed) await backend?.remove();
  }, 30_000);

  it('is nowhere before it was planned, and needs nothing to be there', async () => {
    expect(await jobs.find([])).toEqual([]);
    expect(await jobs.find([renewal])).toEqual([null]);
  });

  it('is told with its state, tries and when it runs', async () => {
    const store = backend.store();
    store.use();
    const queue = new Queue('settle', { connection: store.connection });
    const before = Date.now();
    await queue.add('renewal', renewal, { jobId: jobIdOf(renewal), delay: DELAY_MS });
    const [job, other] = await jobs.find([renewal, { ...renewal, stream: 'subscription-2' }]);
    expect(job).toEqual({
      id: jobIdOf(renewal),
      queue: 'settle',
      state: 'delayed',
      attempts: 0,
      runsAt: expect.any(String),
      failedReason: null,
    });
    expect(Date.parse(job?.runsAt ?? '') - before - DELAY_MS).toBeLessThan(5_000);
    expect(Date.parse(job?.runsAt ?? '')).toBeGreaterThanOrEqual(before + DELAY_MS);
    expect(other).toBeNull();
    await queue.close();
    await store.close();
  });

  it('is not waited for where the store is away', async () => {
    await backend.remove();
    removed = true;
    const asked = jobs.find([renewal]).catch((error: unknown) => error);
    const answer = await Promise.race([asked, sleep(10_000, 'nothing', { ref: false })]);
    expect(answer).toBeInstanceOf(QueueAwayError);
  });
});
