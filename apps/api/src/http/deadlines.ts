import { PassingMap } from '#kernel/passing-map.js';

/** How late it is noticed that something is late: a part of what it was waited for. */
const LOOKS_PER_DEADLINE = 60;

interface UnderWay<Subject> {
  readonly subject: Subject;
  /** As `performance.now()` has it. */
  readonly lateAt: number;
}

/**
 * All that has to come to its end within the same time. One timer looks after all of it: one for each, with a signal that
 * is raised at its end, was a twentieth of an order's time.
 */
export class Deadlines<Subject> {
  /** By number: the oldest first. */
  private readonly underWay = new PassingMap<number, UnderWay<Subject>>();
  private readonly looking: NodeJS.Timeout;
  private begun = 0;

  constructor(
    private readonly msMax: number,
    private readonly late: (subject: Subject) => void,
  ) {
    this.looking = setInterval(() => this.look(), msMax / LOOKS_PER_DEADLINE).unref();
  }

  /** @returns says that it came to its end. */
  begin(subject: Subject): () => void {
    this.begun += 1;
    const number = this.begun;
    this.underWay.set(number, { subject, lateAt: performance.now() + this.msMax });
    return () => void this.underWay.take(number);
  }

  close(): void {
    clearInterval(this.looking);
  }

  private look(): void {
    const now = performance.now();
    for (const [number, { subject, lateAt }] of this.underWay) {
      if (lateAt > now) return;
      this.underWay.take(number);
      this.late(subject);
    }
  }
}
