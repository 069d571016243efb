import { randomUUID } from 'node:crypto';
import { PassingMap } from '#kernel/passing-map.js';
import type { BatchAnswer } from './batch-append-answer.js';
import { requestOf, type WireAnswer, type WireAppend } from './batch-append-request.js';
import type { BatchAppendStream } from './store-client.js';

/** Hexadecimal digits of a UUID's last group. */
const NUMBER_LENGTH = 12;

interface Waiting {
  readonly answer: (answer: WireAnswer) => void;
  readonly timer: NodeJS.Timeout;
}

/** One call that carries many appends, each with its own answer and its own deadline. */
export class BatchAppendCall {
  readonly #waiting = new PassingMap<string, Waiting>();
  #broken: string | undefined;
  /** Of each append's correlation id, which is unique in this call: a number behind what a random UUID begins with. */
  readonly #begin = randomUUID().slice(0, -NUMBER_LENGTH);
  readonly #keyBegin = this.#begin.replaceAll('-', '');
  #appends = 0;

  constructor(private readonly stream: BatchAppendStream) {
    stream.on('data', ({ correlation, answer }: BatchAnswer) => this.#settle(correlation, answer));
    stream.on('error', (error: Error) => this.#break(error.message));
    stream.on('close', () => this.#break('the call was closed'));
    stream.on('end', () => this.#break('the store ended the call'));
  }

  /**
   * Never rejects. A missing answer or a broken call comes to 'unknown'.
   * @param deadlineMs how long the answer is waited for, in milliseconds.
   */
  append(append: WireAppend, deadlineMs: number): Promise<WireAnswer> {
    if (this.#broken !== undefined) return Promise.resolve({ outcome: 'unknown', reason: this.#broken });
    this.#appends += 1;
    const number = this.#appends.toString(16).padStart(NUMBER_LENGTH, '0');
    const correlationId = this.#begin + number;
    const key = this.#keyBegin + number;
    return new Promise((answer) => {
      const expire = () => this.#settle(key, { outcome: 'unknown', reason: `no answer in ${deadlineMs} ms` });
      this.#waiting.set(key, { answer, timer: setTimeout(expire, deadlineMs) });
      this.stream.write(requestOf(append, correlationId));
    });
  }

  #settle(key: string, answer: WireAnswer): void {
    const waiting = this.#waiting.take(key);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.answer(answer);
  }

  #break(reason: string): void {
    this.#broken ??= reason;
    for (const [key] of this.#waiting) this.#settle(key, { outcome: 'unknown', reason });
  }
}
