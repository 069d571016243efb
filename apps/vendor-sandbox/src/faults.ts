import { setTimeout as sleep } from 'node:timers/promises';

/** How the vendor is to misbehave; everything off at start. */
export interface Faults {
  /** Every answer waits so long. */
  readonly slowMs: number;
  /** Requests are done or not, and the connection is cut without an answer. */
  readonly dropConnections: 'never' | 'before' | 'after';
  /** Every answer is a 500. */
  readonly answer500: boolean;
}

export const NO_FAULTS: Faults = { slowMs: 0, dropConnections: 'never', answer500: false };

/** The switches, told over HTTP by whoever tests. */
export class FaultSwitches {
  present: Faults = NO_FAULTS;

  async slowDown(): Promise<void> {
    if (this.present.slowMs > 0) await sleep(this.present.slowMs);
  }
}
