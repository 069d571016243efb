/** So many at once in all, and so many of one key: whoever is alone here may not take every place. */
export interface InFlightLimits {
  readonly max: number;
  readonly perKeyMax: number;
  /** Beside `max`, for those who look after the system: who mends an overload must get in. */
  readonly reserved: number;
}

export type Refused = 'full' | 'key-has-its-share';

/** Counts what is under way, to refuse early what could only wait: a queue here would be everybody's latency. */
export class InFlight {
  private total = 0;
  private readonly byKey = new Map<string, number>();

  constructor(private readonly limits: InFlightLimits) {}

  /**
   * @param mayUseReserved of an operator.
   * @returns undefined where it was admitted; each has to be followed by one `leave`.
   */
  enter(keyId: string, mayUseReserved = false): Refused | undefined {
    const own = this.byKey.get(keyId) ?? 0;
    const { max, perKeyMax, reserved } = this.limits;
    if (own >= perKeyMax) return 'key-has-its-share';
    if (this.total >= max + (mayUseReserved ? reserved : 0)) return 'full';
    this.total += 1;
    this.byKey.set(keyId, own + 1);
    return undefined;
  }

  get underWay(): number {
    return this.total;
  }

  leave(keyId: string): void {
    const own = this.byKey.get(keyId) ?? 0;
    if (own === 0) return;
    this.total -= 1;
    if (own === 1) this.byKey.delete(keyId);
    else this.byKey.set(keyId, own - 1);
  }
}
