/** How far a webhook is. */
export interface Progress {
  /** Commit position up to which the history was looked through; null: not begun. */
  readonly position: bigint | null;
  /** `start.number` of the webhook that `position` goes back to; -1: none. */
  readonly startNumber: number;
  readonly releases: number;
  /** Since when nothing was taken; null while it takes. */
  readonly failingSince: Date | null;
}

/** Events of one stream that one webhook is still to be told of, in their order. */
export interface Lane {
  readonly stream: string;
  /** Revision that comes next. */
  readonly next: number;
  /** The last revision that was found so far. */
  readonly upTo: number;
  /** Of the next one. */
  readonly attempts: number;
}

export type DeliveryStatus = 'delivered' | 'retrying' | 'parked';

/** What came of the last attempt to tell a webhook of one event. */
export interface DeliveryRow {
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export interface StoredDelivery extends DeliveryRow {
  readonly attemptedAt: Date;
}

export interface Standing {
  readonly position: bigint | null;
  readonly waiting: number;
  readonly parked: number;
  readonly failingSince: Date | null;
}
