import { encodedAppend } from './encoded-append.js';

/** An event as its bytes go over the wire: made once, sent as often as needed. */
export interface WireEvent {
  readonly id: string;
  /** The stored name with its version. */
  readonly type: string;
  /** JSON. */
  readonly data: Uint8Array;
  /** JSON. */
  readonly metadata: Uint8Array;
}

export interface WireAppend {
  readonly stream: string;
  readonly expected: number | 'no-stream';
  readonly events: readonly WireEvent[];
}

/** What the store says to one append. */
export type WireAnswer =
  /** `position` is the last event's; undefined where the store can't tell it any more. */
  | { readonly outcome: 'written'; readonly position: bigint | undefined }
  | { readonly outcome: 'conflict' }
  /** Nothing was written and nothing will be, however often it is tried. */
  | { readonly outcome: 'rejected'; readonly reason: string }
  /** Perhaps it was written. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** No deadline is set: the store's own of two seconds counts then, without its clock being compared to ours. */
export const requestOf = (append: WireAppend, correlationId: string): Buffer => encodedAppend(append, correlationId);
