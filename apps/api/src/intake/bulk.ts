import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../http/caller.js';
import { isInternal, problemOfFault } from '../http/fault-problem.js';
import { BULK_IN_FLIGHT_MAX } from '../http/limits.js';
import { type ReadLine, readLine } from './bulk-line.reader.js';
import { splitLines } from './bulk-lines.js';
import { type Asked, Intake } from './intake.js';
import { LineOrder } from './line-order.js';
import { Slots } from './slots.js';

interface LineAnswer {
  readonly line: number;
  readonly idempotencyKey: string | null;
  readonly status: number;
  readonly replayed?: true;
  readonly result?: object;
  readonly problem?: object;
}

/** Many commands in one request: side by side where they do not meet, one after the other where they do. */
@Injectable()
export class Bulk {
  private readonly logger = new Logger(Bulk.name);

  constructor(@Inject(Intake) private readonly intake: Intake) {}

  /**
   * Starts all lines, as many at once as `BULK_IN_FLIGHT_MAX`; a broken line spoils only itself.
   * @returns the answers in the order of the lines, each as one line of JSON. @throws ProblemError 413
   */
  carryOut(body: Buffer, caller: Caller, requestId: string, signal: AbortSignal): AsyncIterable<string> {
    const lines = splitLines(body).map((line) => readLine(line, this.intake, caller, requestId));
    const order = new LineOrder();
    const slots = new Slots(BULK_IN_FLIGHT_MAX);
    const answers = lines.map((line) => this.begin(line, order, slots, signal));
    return inOrder(answers);
  }

  private begin(line: ReadLine, order: LineOrder, slots: Slots, signal: AbortSignal): Promise<LineAnswer> {
    let asked: Asked;
    try {
      asked = line.ask();
    } catch (error) {
      return Promise.resolve(this.problemFor(line, error));
    }
    const { one, payload, context } = asked;
    const { promise: done, resolve: markDone } = settledLater();
    const clear = order.after([...one.touches(payload, context), keyOf(line)], done);
    const answer = clear.then(() => slots.use(() => this.answerTo(line, asked, signal)));
    return answer.finally(markDone);
  }

  private async answerTo(line: ReadLine, asked: Asked, signal: AbortSignal): Promise<LineAnswer> {
    try {
      signal.throwIfAborted();
      const { status, body, replayed } = await this.intake.carryOut(asked);
      const { line: number, idempotencyKey } = line;
      return { line: number, idempotencyKey, status, ...(replayed && { replayed }), result: body };
    } catch (error) {
      return this.problemFor(line, error);
    }
  }

  private problemFor({ line, idempotencyKey }: ReadLine, error: unknown): LineAnswer {
    const answer = problemOfFault(error);
    if (isInternal(answer)) this.logger.error({ err: error, line }, 'unforeseen fault');
    return { line, idempotencyKey, status: answer.problem.status, problem: answer.problem };
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

async function* inOrder(answers: readonly Promise<LineAnswer>[]): AsyncGenerator<string> {
  for (const answer of answers) yield `${JSON.stringify(await answer)}\n`;
}
