import streams, { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';

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

const REJECTIONS = new Set(['StreamDeleted', 'AccessDenied', 'MaximumAppendSizeExceeded', 'BadRequest']);

/** Known to the call as one of the client's own, and encoded already. */
class EncodedRequest extends streams.BatchAppendReq {
  constructor(private readonly encoded: Buffer) {
    super();
  }

  override serializeBinary(): Uint8Array {
    return this.encoded;
  }
}

/** No deadline is set: the store's own of two seconds counts then, without its clock being compared to ours. */
export const requestOf = (append: WireAppend, correlationId: string): BatchAppendReq =>
  new EncodedRequest(encodedAppend(append, correlationId));

export function answerOf(response: BatchAppendResp): WireAnswer {
  const error = response.getError();
  if (error === undefined) {
    const position = response.getSuccess()?.getPosition()?.getCommitPosition();
    return { outcome: 'written', position: position === undefined ? undefined : BigInt(position) };
  }
  const kind = error.getDetails()?.getTypeName().split('.').at(-1) ?? '';
  if (kind === 'WrongExpectedVersion') return { outcome: 'conflict' };
  const reason = `${kind} ${error.getMessage()}`;
  return REJECTIONS.has(kind) ? { outcome: 'rejected', reason } : { outcome: 'unknown', reason };
}

const halfInHex = (bits: string): string => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');

/** The 32 hexadecimal digits of the correlation id, in whichever of the two forms the store sends it. */
export function correlationOf(response: BatchAppendResp): string {
  const uuid = response.getCorrelationId();
  const structured = uuid?.getStructured();
  if (structured === undefined) return (uuid?.getString() ?? '').replaceAll('-', '');
  return halfInHex(structured.getMostSignificantBits()) + halfInHex(structured.getLeastSignificantBits());
}
