import type { Instant } from '#kernel/instant.js';

/** The clock of a vendor that is a sandbox too: it is told the time, and tells when it has something to say next. */
export interface VendorClock {
  /** @throws VendorUnavailableError */
  tell(setting: { readonly now: Instant; readonly ticking: boolean }): Promise<VendorAgenda>;
  /** @throws VendorUnavailableError */
  agenda(): Promise<VendorAgenda>;
}

/**
 * `told` is false for a vendor whose clock can't be told. `now` is what its clock shows, never earlier than it was told;
 * `nextDue` the next instant behind that at which one of its answers changes, null when none will.
 */
export type VendorAgenda =
  | { readonly told: false }
  | { readonly told: true; readonly now: Instant; readonly nextDue: Instant | null };

export const VENDOR_CLOCK = Symbol('VendorClock');
