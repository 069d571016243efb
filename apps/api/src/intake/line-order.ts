import type { Touch } from './touches.js';

interface Use {
  readonly mode: Touch['mode'];
  /** Those of the mode before: whoever joins this one waits for them. */
  readonly before: Promise<unknown>;
  readonly members: Promise<unknown>[];
}

/** Tells each line of a bulk which earlier ones it has to wait for: those that touch what it reads or writes. */
export class LineOrder {
  private readonly uses = new Map<string, Use>();

  /**
   * Has to be called line by line, in order.
   * @param done settles when the line is done; never rejects.
   * @returns settles when every earlier line in the way is done.
   */
  after(touches: readonly Touch[], done: Promise<unknown>): Promise<unknown> {
    return Promise.all(touches.map((touch) => this.join(touch, done)));
  }

  private join({ stream, mode }: Touch, done: Promise<unknown>): Promise<unknown> {
    const use = this.uses.get(stream);
    if (use !== undefined && use.mode === mode && mode !== 'write') {
      use.members.push(done);
      return use.before;
    }
    const before = Promise.all(use?.members ?? []);
    this.uses.set(stream, { mode, before, members: [done] });
    return before;
  }
}
