import { setImmediate as othersTurn } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../http/caller.js';
import { isInternal, isOutage, notBegun, problemOfFault } from '../http/fault-problem.js';
import { InteractiveLoad } from '../http/interactive-load.js';
import {
  BULK_ANSWERS_AT_ONCE,
  BULK_IN_FLIGHT_BESIDE_OTHERS_MAX,
  BULK_IN_FLIGHT_MAX,
  BULK_OUTAGES_MAX,
  BULK_READ_AHEAD_MAX,
  BULK_READ_AT_ONCE,
} from '../http/limits.js';
import type { ProblemError } from '../http/problem.js';
import { Stopping } from '../http/stopping.js';
import { AnswerQueue } from './answer-queue.js';
import { type ReadLine, readLine } from './bulk-line.reader.js';
import { type BulkLine, linesOf } from './bulk-lines.js';
import { type Asked, Intake } from './intake.js';
import { LineOrder } from './line-order.js';
import { type Share, Slots } from './slots.js';

/** A line of the answer, with the end of its line. */
interface LineAnswer {
  readonly text: string;
}

/** @param said the answer's last member, as JSON. */
const lineAnswer = ({ line, idempotencyKey }: ReadLine, status: number, said: string): LineAnswer => ({
  text: `{"line":${line},"idempotencyKey":${JSON.stringify(idempotencyKey)},"status":${status},${said}}\n`,
});

export interface BulkRequest {
  readonly body: AsyncIterable<Buffer>;
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted when nobody waits for the answers any more. */
  readonly signal: AbortSignal;
}

/** Many commands in one request: side by side where they do not meet, one after the other where they do. */
@Injectable()
export class Bulk {
  private readonly logger = new Logger(Bulk.name);
  private readonly slots = new Slots(() =>
    this.interactive.isPresent ? BULK_IN_FLIGHT_BESIDE_OTHERS_MAX : BULK_IN_FLIGHT_MAX,
  );

  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Stopping) private readonly stopping: Stopping,
    @Inject(InteractiveLoad) private readonly interactive: InteractiveLoad,
  ) {}

  /** @returns the answers in the order of the lines, as lines of JSON. @throws what the body breaks off with. */
  carryOut(request: BulkRequest): AsyncIterable<string> {
    const run = new BulkRun(this.intake, request, this.slots.share(), this.stopping.signal, (line, error) =>
      this.logger.error({ err: error, line, requestId: request.requestId, msg: 'unforeseen fault' }),
    );
    return answersInOrder(linesOf(request.body), (line) => run.begin(line));
  }
}

/** Begins lines ahead of the one whose answer is due next; a caller that does not read its answers stops the reading. */
async function* answersInOrder(
  lines: AsyncIterable<readonly BulkLine[]>,
  begin: (line: BulkLine) => Promise<LineAnswer>,
): AsyncGenerator<string> {
  const queue = new AnswerQueue<LineAnswer>(BULK_READ_AHEAD_MAX, BULK_ANSWERS_AT_ONCE);
  const reading = readInto(queue, lines, begin);
  try {
    for (let ready = await queue.next(); ready !== undefined; ready = await queue.next()) {
      yield ready.map(({ text }) => text).join('');
    }
    await reading;
  } finally {
    queue.cancel();
  }
}

/** Never rejects: that the lines broke off, the queue says behind the answers to those before. */
async function readInto(
  queue: AnswerQueue<LineAnswer>,
  batches: AsyncIterable<readonly BulkLine[]>,
  begin: (line: BulkLine) => Promise<LineAnswer>,
): Promise<void> {
  let count = 0;
  try {
    for await (const batch of batches) {
      for (const line of batch) {
        if (!(await queue.room())) return;
        queue.add(begin(line));
        count += 1;
        if (count % BULK_READ_AT_ONCE === 0) await othersTurn();
      }
    }
    queue.end();
  } catch (error) {
    queue.end(error);
  }
}

/** One bulk request under way; a broken line spoils only itself. */
class BulkRun {
  private readonly order = new LineOrder();
  private outages = 0;

  constructor(
    private readonly intake: Intake,
    private readonly request: BulkRequest,
    private readonly slots: Share,
    private readonly stopping: AbortSignal,
    private readonly log: (line: number, error: unknown) => void,
  ) {}

  /** Has to be called line by line, in order. Never rejects. */
  begin(line: BulkLine): Promise<LineAnswer> {
    const { caller, requestId } = this.request;
    const read = readLine(line, this.intake, caller, requestId);
    let asked: Asked;
    try {
      asked = read.ask();
    } catch (error) {
      return Promise.resolve(this.problemFor(read, error));
    }
    const { promise: done, resolve: markDone } = settledLater();
    const clear = this.order.after([...asked.touches, keyOf(read)], done);
    return clear.then(() => this.slots.use(() => this.answerTo(read, asked))).finally(markDone);
  }

  private async answerTo(line: ReadLine, asked: Asked): Promise<LineAnswer> {
    try {
      this.checkWorthwhile();
      const { status, body, replayed } = await this.intake.carryOut(asked);
      this.outages = 0;
      return lineAnswer(line, status, `${replayed ? '"replayed":true,' : ''}"result":${body}`);
    } catch (error) {
      return this.problemFor(line, error);
    }
  }

  /** @throws ProblemError 503 */
  private checkWorthwhile(): void {
    if (this.request.signal.aborted) throw notBegun('Nobody waits for the answers.');
    if (this.stopping.aborted) throw notBegun('This process is about to end.');
    if (this.outages >= BULK_OUTAGES_MAX) throw notBegun('The lines before found the event store or the vault away.');
  }

  private problemFor(line: ReadLine, error: unknown): LineAnswer {
    const answer: ProblemError = problemOfFault(error);
    if (isInternal(answer)) this.log(line.line, error);
    if (isOutage(answer)) this.outages += 1;
    return lineAnswer(line, answer.problem.status, `"problem":${JSON.stringify(answer.problem)}`);
  }
}

/** Lines with the same key are never side by side: the second must find what the first did. */
const keyOf = ({ idempotencyKey }: ReadLine) => ({ stream: `key ${idempotencyKey}`, mode: 'write' }) as const;

function settledLater(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
