import type { ExpectedRevision } from './append-requests.js';
import { ProtobufWriter } from './protobuf-writer.js';

const NO_STREAM_ON_THE_WIRE = (1n << 64n) - 1n;

/** Where an append ended up. `revision` -1: there is no stream (nothing was appended to none). */
export interface AppendedAt {
  readonly revision: number;
  /** Absent when the event an idempotent repeat stands for cannot be read any more. */
  readonly position: number | undefined;
}

function writePosition(writer: ProtobufWriter, field: number, commit: number, prepare = commit): void {
  writer.message(field, (at) => at.uint(1, commit).uint(2, prepare));
}

function writeSuccess(writer: ProtobufWriter, field: number, at: AppendedAt): void {
  writer.message(field, (success) => {
    if (at.revision < 0) success.empty(2);
    else success.uint(1, at.revision);
    if (at.position === undefined) success.empty(4);
    else writePosition(success, 3, at.position);
  });
}

export function appendSuccessFrame(at: AppendedAt): Buffer {
  const writer = new ProtobufWriter();
  writeSuccess(writer, 1, at);
  return writer.frame();
}

/** Both generations of fields are filled: clients look at either. `current` -1: no stream. */
export function wrongExpectedFrame(current: number, expected: ExpectedRevision): Buffer {
  return new ProtobufWriter()
    .message(2, (wrong) => {
      if (current < 0) wrong.empty(2);
      else wrong.uint(1, current);
      if (expected.kind === 'revision') wrong.uint(3, expected.revision);
      else if (expected.kind === 'no-stream') wrong.uint(3, NO_STREAM_ON_THE_WIRE);
      else wrong.empty(expected.kind === 'any' ? 4 : 5);
      if (current < 0) wrong.empty(7);
      else wrong.uint(6, current);
      if (expected.kind === 'revision') wrong.uint(8, expected.revision);
      else wrong.empty(expected.kind === 'any' ? 9 : expected.kind === 'stream-exists' ? 10 : 11);
    })
    .frame();
}

export function deletedFrame(position: number): Buffer {
  const writer = new ProtobufWriter();
  writePosition(writer, 1, position);
  return writer.frame();
}

export type BatchFailure =
  | { readonly kind: 'wrong-expected-revision'; readonly current: number; readonly expected: ExpectedRevision }
  | { readonly kind: 'stream-deleted'; readonly streamName: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  | { readonly kind: 'bad-request'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** google.rpc codes and messages as the real server gives them. */
const FAILURES = {
  'wrong-expected-revision': { code: 6, message: 'WrongExpectedVersion', type: 'WrongExpectedVersion' },
  'stream-deleted': { code: 5, message: 'StreamDeleted', type: 'StreamDeleted' },
  timeout: { code: 4, message: 'Timeout', type: 'Timeout' },
  'too-large': { code: 3, message: 'MaximumAppendSizeExceeded', type: 'MaximumAppendSizeExceeded' },
  'bad-request': { code: 3, message: 'BadRequest', type: 'BadRequest' },
  unknown: { code: 2, message: 'Unknown', type: 'Unknown' },
} as const satisfies Record<BatchFailure['kind'], { code: number; message: string; type: string }>;

function failureDetails(failure: BatchFailure): Buffer {
  const details = new ProtobufWriter();
  if (failure.kind === 'wrong-expected-revision') {
    if (failure.current < 0) details.empty(2);
    else details.uint(1, failure.current);
    const { expected } = failure;
    if (expected.kind === 'revision') details.uint(3, expected.revision);
    else details.empty(expected.kind === 'any' ? 4 : expected.kind === 'stream-exists' ? 5 : 6);
  } else if (failure.kind === 'stream-deleted') details.message(1, (id) => id.text(3, failure.streamName));
  else if (failure.kind === 'too-large') details.uint(1, failure.maxBytes);
  else if (failure.kind === 'bad-request') details.text(1, failure.reason);
  return details.content();
}

/** What a batch's answer always has: which batch, and (if it was told) which stream. */
export interface BatchAddress {
  readonly correlation: Buffer | undefined;
  readonly streamName: string | undefined;
}

function batchFrame(address: BatchAddress, write: (writer: ProtobufWriter) => void): Buffer {
  const writer = new ProtobufWriter();
  if (address.correlation !== undefined) writer.slice(1, address.correlation);
  write(writer);
  const { streamName } = address;
  if (streamName !== undefined) writer.message(4, (id) => id.text(3, streamName));
  return writer.frame();
}

export const batchSuccessFrame = (address: BatchAddress, at: AppendedAt): Buffer =>
  batchFrame(address, (writer) => writeSuccess(writer, 3, at));

export function batchFailureFrame(address: BatchAddress, failure: BatchFailure): Buffer {
  const { code, message, type } = FAILURES[failure.kind];
  return batchFrame(address, (writer) =>
    writer.message(2, (status) =>
      status
        .uint(1, code)
        .text(2, message)
        .message(3, (any) =>
          any.text(1, `type.googleapis.com/event_store.client.${type}`).slice(2, failureDetails(failure)),
        ),
    ),
  );
}

export const streamNotFoundFrame = (streamName: string): Buffer =>
  new ProtobufWriter().message(4, (missing) => missing.message(1, (id) => id.text(3, streamName))).frame();

export const confirmationFrame = (subscriptionId: string): Buffer =>
  new ProtobufWriter().message(2, (confirmation) => confirmation.text(1, subscriptionId)).frame();

/** A checkpoint at an event; `prepare` is 0 where no event of its page matched, as on the real server. */
export function checkpointFrame(commit: number, prepare = commit): Buffer {
  const writer = new ProtobufWriter();
  writePosition(writer, 3, commit, prepare);
  return writer.frame();
}

export const firstStreamPositionFrame = (revision: number): Buffer => new ProtobufWriter().uint(5, revision).frame();
export const lastStreamPositionFrame = (revision: number): Buffer => new ProtobufWriter().uint(6, revision).frame();
export const caughtUpFrame = (): Buffer => new ProtobufWriter().empty(8).frame();
