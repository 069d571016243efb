/** So many at once, whoever asks: those who have a share of them take turns, so that none waits for all work of another. */
export class Slots {
  /** Shares with work that waits, each once; the first has the next turn. */
  private readonly inTurn: Share[] = [];
  private taken = 0;

  /** @param max may change at any time; what is under way above it comes to its end. */
  constructor(private readonly max: () => number) {}

  share(): Share {
    return new Share(this);
  }

  /** @returns whether there is one at once; where not, the share is told by `begin` when its turn has come. */
  take(share: Share): boolean {
    if (this.inTurn.length === 0 && this.taken < this.max()) {
      this.taken += 1;
      return true;
    }
    if (!this.inTurn.includes(share)) this.inTurn.push(share);
    return false;
  }

  /** Begins what waits, as far as there is room: with one that is given back, for one, unless there is more of it now. */
  giveBack(): void {
    this.taken -= 1;
    const max = this.max();
    while (this.taken < max) {
      const next = this.inTurn.shift();
      if (next === undefined) return;
      this.taken += 1;
      if (next.begin() > 0) this.inTurn.push(next);
    }
  }
}

/** Of one who asks: its own work begins in the order in which it asked. */
export class Share {
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly slots: Slots) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (!this.slots.take(this)) await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.slots.giveBack();
    }
  }

  /** Begins what waited longest. @returns how much waits still. */
  begin(): number {
    this.waiting.shift()?.();
    return this.waiting.length;
  }
}
