/** Operators look, and consoles poll, about this often. */
const REPORT_MS = 500;
/** The rate is of about the last so many seconds. */
const RATE_OVER_MS = 5_000;

/** How fast something reads, told now and then. */
export class ProgressReport {
  private reportedAt = Number.NEGATIVE_INFINITY;
  private readonly seen: { readonly at: number; readonly events: number }[] = [];

  constructor(
    private readonly eventsRead: () => number,
    private readonly report: (eventsRead: number, eventsPerSecond: number) => Promise<void>,
  ) {
    this.see();
  }

  async look(): Promise<void> {
    if (performance.now() - this.reportedAt < REPORT_MS) return;
    await this.now();
  }

  async now(): Promise<void> {
    this.see();
    this.reportedAt = performance.now();
    await this.report(this.eventsRead(), this.rate());
  }

  private see(): void {
    const now = performance.now();
    this.seen.push({ at: now, events: this.eventsRead() });
    while (this.seen.length > 2 && now - (this.seen[0]?.at ?? now) > RATE_OVER_MS) this.seen.shift();
  }

  private rate(): number {
    const [from, to] = [this.seen[0], this.seen.at(-1)];
    if (from === undefined || to === undefined || to.at === from.at) return 0;
    return Math.round(((to.events - from.events) * 1_000) / (to.at - from.at));
  }
}
