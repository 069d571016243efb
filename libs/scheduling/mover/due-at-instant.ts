import { Inject, Injectable, Logger } from '@nestjs/common';
import pMap from 'p-map';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { parsePosition } from '#event-store/position.js';
import type { Instant } from '#kernel/instant.js';
import { ProjectionProgress } from '#read-models/progress/projection-progress.js';
import { DueFromStream } from '../due-work/due-from-stream.js';
import { DUE_QUEUES, type DueWork, jobIdOf, kindsOf } from '../due-work/due-work.js';
import { DueWorkReader } from '../due-work/due-work-reader.js';
import { DueWorkRunner } from '../tasks/due-work-runner.js';
import type { Outcome } from '../tasks/outcome.js';
import { persistently } from './persistently.js';

/** Pieces of due work at once: enough to fill the event store's batches. */
const AT_ONCE_MAX = 32;
/** Each round does what the one before made due at the same instant; a chain has three links or four. */
const ROUNDS_MAX = 100;
/** Projections follow within milliseconds; past this something is wrong. */
const PROJECTED_MS_MAX = 30_000;

const ALL_KINDS = DUE_QUEUES.flatMap(kindsOf);

/** What one move of the clock remembers on its way. */
export interface MoveProgress {
  readonly cause: string;
  readonly signal: AbortSignal;
  /** Ids of what waits for the vendor: not asked again until the vendor has news. */
  readonly atVendor: Set<string>;
  /** Commit position that the read models have to reach. */
  position: bigint;
  done: number;
}

/** Runs all that is due at the present instant, whatever it makes due in its turn, until nothing is left and all is projected. */
@Injectable()
export class DueAtInstant {
  private readonly logger = new Logger('ClockMover');

  constructor(
    @Inject(DueWorkReader) private readonly dueWork: DueWorkReader,
    @Inject(DueFromStream) private readonly history: DueFromStream,
    @Inject(DueWorkRunner) private readonly runner: DueWorkRunner,
    @Inject(ProjectionProgress) private readonly progress: ProjectionProgress,
    @Inject(EVENT_READER) private readonly events: EventReader,
  ) {}

  /** @throws MoveInterruptedError, or Error when a fault lasts. */
  async run(now: Instant, move: MoveProgress): Promise<void> {
    const done = new Set<string>();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await this.projected(move);
      const ran = await this.runDue(now, move, done);
      if (ran === 0) return;
    }
    throw new Error(`After ${ROUNDS_MAX} rounds something is still due at ${now}`);
  }

  /** The next instant at which something falls due by itself. */
  async nextAfter(now: Instant, { signal }: MoveProgress): Promise<Instant | undefined> {
    const row = await persistently('Read what is due', signal, () => this.dueWork.nextAfter(now));
    const parked = (await this.parked(signal)).map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now);
    return [...parked, ...(row === undefined ? [] : [row])].sort()[0];
  }

  /** Everything that is in the history now is to be projected, whoever wrote it. */
  async everythingSoFar(move: MoveProgress): Promise<void> {
    const head = await persistently('Read the head of the history', move.signal, () => this.events.head());
    if (head !== undefined && head > move.position) move.position = head;
    await this.projected(move);
  }

  private async projected({ position, signal }: MoveProgress): Promise<void> {
    await persistently('Wait for the read models', signal, async () => {
      if (await this.progress.waitFor(position, PROJECTED_MS_MAX)) return;
      throw new Error(`The read models did not reach position ${position} in ${PROJECTED_MS_MAX} ms`);
    });
  }

  /** @returns how much was run. What was run at this instant and is still due had no effect: it is not run again. */
  private async runDue(now: Instant, move: MoveProgress, done: Set<string>): Promise<number> {
    let ran = 0;
    for await (const page of this.pages(now, move.signal)) {
      const byId = new Map(page.map((work) => [jobIdOf(work), work]));
      const due = [...byId].filter(([id]) => !done.has(id) && !move.atVendor.has(id));
      await pMap(due, ([id, work]) => this.runOne(id, work, move, done), { concurrency: AT_ONCE_MAX });
      ran += due.length;
    }
    return ran;
  }

  private async *pages(now: Instant, signal: AbortSignal): AsyncGenerator<readonly DueWork[], void> {
    yield* this.dueWork.dueUntil(now, ALL_KINDS, (read) => persistently('Read what is due', signal, read));
    const parked = (await this.parked(signal)).filter(({ dueAt }) => dueAt <= now);
    if (parked.length > 0) yield parked;
  }

  private async parked(signal: AbortSignal): Promise<readonly DueWork[]> {
    const streams = await persistently('Read what is parked', signal, () => this.dueWork.parkedStreams());
    const due = await pMap(streams, (stream) => this.ofParked(stream), { concurrency: AT_ONCE_MAX });
    return due.flat();
  }

  private async ofParked(stream: string): Promise<readonly DueWork[]> {
    try {
      return await this.history.read(stream);
    } catch (error) {
      this.logger.error(`What is due for ${stream} can't be read from its history: ${String(error)}`);
      return [];
    }
  }

  private async runOne(id: string, work: DueWork, move: MoveProgress, done: Set<string>): Promise<void> {
    const what = `${work.kind} of ${work.stream}`;
    const outcome = await persistently(what, move.signal, () => this.runner.run(work, move.cause));
    if (outcome.kind === 'waiting') move.atVendor.add(id);
    else done.add(id);
    if (outcome.kind !== 'early' && outcome.position !== undefined) move.done += 1;
    await this.note(outcome, move);
  }

  private async note(outcome: Outcome, move: MoveProgress): Promise<void> {
    if (outcome.kind === 'early' || outcome.position === undefined) return;
    const position = parsePosition(await this.events.storeId(), outcome.position);
    if (position > move.position) move.position = position;
  }
}
