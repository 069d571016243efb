import { setImmediate as othersTurn } from 'node:timers/promises';

interface Begun<Answer> {
  readonly settled: Promise<void>;
  answer: Answer | undefined;
}

/** Answers in the order in which their lines were begun, and so many at most: whoever begins lines waits for room. */
export class AnswerQueue<Answer extends object> {
  private readonly begun: Begun<Answer>[] = [];
  private ended = false;
  private cancelled = false;
  private fault: unknown;
  private wakeReader = () => {};
  private wakeWriter = () => {};

  constructor(
    private readonly max: number,
    /** Answers handed out in one go. */
    private readonly atOnceMax: number,
  ) {}

  /** @returns false when nobody wants answers any more. */
  async room(): Promise<boolean> {
    while (this.begun.length >= this.max && !this.cancelled) {
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve;
      });
    }
    return !this.cancelled;
  }

  /** @param answer never rejects. */
  add(answer: Promise<Answer>): void {
    const entry: Begun<Answer> = {
      answer: undefined,
      settled: answer.then((settled) => {
        entry.answer = settled;
      }),
    };
    this.begun.push(entry);
    this.wakeWriter();
  }

  /** No more lines. @param fault why, where they broke off. */
  end(fault?: unknown): void {
    this.ended = true;
    this.fault = fault;
    this.wakeWriter();
  }

  cancel(): void {
    this.cancelled = true;
    this.wakeReader();
  }

  /** @returns the next ones that are there, at least one; undefined at the end. @throws what the lines broke off with. */
  async next(): Promise<readonly Answer[] | undefined> {
    while (this.begun.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wakeWriter = resolve;
      });
    }
    const [first] = this.begun;
    if (first === undefined) {
      if (this.fault !== undefined) throw this.fault;
      return undefined;
    }
    await first.settled;
    // What one turn of the event loop brings is written at one go: a write costs more than the answer in it.
    await othersTurn();
    const waiting = this.begun.findIndex(({ answer }) => answer === undefined);
    const ready = this.begun.splice(0, Math.min(waiting < 0 ? this.begun.length : waiting, this.atOnceMax));
    this.wakeReader();
    return ready.flatMap(({ answer }) => answer ?? []);
  }
}
