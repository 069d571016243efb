/** What can be made to go wrong, for tests of those who use the store. */
export interface FaultSettings {
  /** Drop all live subscribers now, with ABORTED, as a real server does now and then. */
  readonly dropSubscribers?: boolean;
  /** Drop them again and again, every so many ms; 0 stops it. */
  readonly dropEveryMs?: number;
  /** Hold every append for so long before it is looked at. */
  readonly delayAppendsMs?: number;
  /** Fail so many of the next appends: nothing of them is written. */
  readonly failAppends?: number;
  /** The next group of appends is written, but its sync fails: nobody knows what is on disk. */
  readonly failSync?: boolean;
}

const KEYS: ReadonlySet<string> = new Set([
  'dropSubscribers',
  'dropEveryMs',
  'delayAppendsMs',
  'failAppends',
  'failSync',
]);
const SWITCHES: ReadonlySet<string> = new Set(['dropSubscribers', 'failSync']);

export class Faults {
  private delayMs = 0;
  private toFail = 0;
  private syncFails = false;
  private dropping: NodeJS.Timeout | undefined;

  constructor(private readonly dropSubscribers: () => number) {}

  /** @throws when a key or value is none. @returns how many subscribers were dropped. */
  apply(settings: FaultSettings): { dropped: number } {
    check(settings);
    const { dropSubscribers, dropEveryMs, delayAppendsMs, failAppends, failSync } = settings;
    if (delayAppendsMs !== undefined) this.delayMs = delayAppendsMs;
    if (failAppends !== undefined) this.toFail = failAppends;
    if (failSync !== undefined) this.syncFails = failSync;
    if (dropEveryMs !== undefined) this.dropEvery(dropEveryMs);
    return { dropped: dropSubscribers === true ? this.dropSubscribers() : 0 };
  }

  /** Lets an append through to `proceed`, late or never: then `fail` is called. */
  interfere(proceed: () => void, fail: () => void): void {
    const next = (): void => {
      if (this.toFail > 0) {
        this.toFail--;
        fail();
      } else proceed();
    };
    if (this.delayMs > 0) setTimeout(next, this.delayMs);
    else next();
  }

  /** @throws when the sync of what was just written is to fail. */
  afterWrite(): void {
    if (!this.syncFails) return;
    this.syncFails = false;
    throw new Error('a sync failed, because a test wanted it so');
  }

  stop(): void {
    clearInterval(this.dropping);
  }

  private dropEvery(ms: number): void {
    clearInterval(this.dropping);
    if (ms > 0) this.dropping = setInterval(() => this.dropSubscribers(), ms).unref();
  }
}

function check(settings: FaultSettings): void {
  for (const [key, value] of Object.entries(settings)) {
    if (!KEYS.has(key)) throw new Error(`unknown fault: ${key}`);
    const isGood = SWITCHES.has(key) ? typeof value === 'boolean' : Number.isSafeInteger(value) && value >= 0;
    if (!isGood) throw new Error(`${key}: not a value that it takes`);
  }
}
