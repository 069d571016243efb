import { PassingMap } from '#kernel/passing-map.js';
import type { Touch } from './touches.js';

const FREE = Promise.resolve();

/** Lines that use a stream in one way, side by side. */
class Use {
  /** Settles when all of them are done. */
  readonly over: Promise<void>;
  private ongoing = 0;
  private end = () => {};

  constructor(
    readonly mode: Touch['mode'],
    /** Those of the mode before: whoever joins this one waits for them. */
    readonly before: Promise<void>,
    private readonly forget: (use: Use) => void,
  ) {
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  join(): void {
    this.ongoing += 1;
  }

  leave(): void {
    this.ongoing -= 1;
    if (this.ongoing > 0) return;
    this.forget(this);
    this.end();
  }
}

/**
 * Tells each line of a bulk which earlier ones it has to wait for: those that touch what it reads or writes. It remembers
 * only lines that are not done yet, however many there were.
 */
export class LineOrder {
  private readonly uses = new PassingMap<string, Use>();

  /** How many streams it remembers. */
  get size(): number {
    return this.uses.size;
  }

  /**
   * Has to be called line by line, in order.
   * @param done settles when the line is done; never rejects.
   * @returns settles when every earlier line in the way is done.
   */
  after(touches: readonly Touch[], done: Promise<unknown>): Promise<unknown> {
    const uses = touches.map((touch) => this.join(touch));
    void done.then(() => {
      for (const use of uses) use.leave();
    });
    const inTheWay = uses.filter(({ before }) => before !== FREE);
    return inTheWay.length === 0 ? FREE : Promise.all(inTheWay.map(({ before }) => before));
  }

  private join({ stream, mode }: Touch): Use {
    const present = this.uses.get(stream);
    const shared = present !== undefined && present.mode === mode && mode !== 'write';
    const use = shared ? present : this.next(stream, mode, present);
    use.join();
    return use;
  }

  private next(stream: string, mode: Touch['mode'], present: Use | undefined): Use {
    const use = new Use(mode, present?.over ?? FREE, (over) => {
      if (this.uses.get(stream) === over) this.uses.take(stream);
    });
    this.uses.set(stream, use);
    return use;
  }
}
