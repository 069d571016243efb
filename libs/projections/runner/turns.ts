/** One thing at a time, in the order in which they were asked for. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns what it returns; a failure is its own, and holds up nobody. */
  take<T>(turn: () => Promise<T>): Promise<T> {
    const taken = this.last.then(turn);
    this.last = taken.catch(() => undefined);
    return taken;
  }
}
