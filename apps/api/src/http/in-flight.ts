/** So many at once in all, and so many of one key: whoever is alone here may not take every place. */
export interface InFlightLimits {
  readonly max: number;
  readonly perKeyMax: number;
}

export type Refused = 'full' | 'key-has-its-share';

/** Counts what is under way, to refuse early what could only wait: a queue here would be everybody's latency. */
export class InFlight {
  private total = 0;
  private readonly byKey = new Map<string, number>();

  constructor(private readonly limits: InFlightLimits) {}

  /** @returns undefined where it was admitted; each has to be followed by one `leave`. */
  enter(keyId: string): Refused | undefined {
    const own = this.byKey.get(keyId) ?? 0;
    if (own >= this.limits.perKeyMax) return 'key-has-its-share';
    if (this.total >= this.limits.max) return 'full';
    this.total += 1;
    this.byKey.set(keyId, own + 1);
    return undefined;
  }

  leave(keyId: string): void {
    const own = this.byKey.get(keyId) ?? 0;
    if (own === 0) return;
    this.total -= 1;
    if (own === 1) this.byKey.delete(keyId);
    else this.byKey.set(keyId, own - 1);
  }
}
