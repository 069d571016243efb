/** The rules of one vendor that are choices, not law (DOMAIN.md, "The vendor policy"). Read at start, checked whole. */
export interface VendorPolicy {
  readonly vendor: string;
  /** date-holidays region, for example `US`, `CA-ON`, `GB-ENG`; null for weekends only. */
  readonly calendarRegion: string | null;
  /** IANA name; all calendar dates are days in this zone. */
  readonly timeZone: string;
  readonly businessDaysBeforeTermEnd: number;
  /** True: a disable counts to the end of the cutoff date. False: only to the end of the day before. */
  readonly cutoffDayCounts: boolean;
  /** What becomes of a late disable whose caller did not say. */
  readonly lateDisable: 'defer' | 'refuse';
  readonly seatsMax: number;
  /** The order date counts as day 1. */
  readonly startDateDaysMax: number;
  readonly refunds: 'never';
  readonly disabling: 'irrevocable';
  /** Vendor errors after which the same order can never be resubmitted. */
  readonly neverResubmittedErrors: readonly number[];
}
