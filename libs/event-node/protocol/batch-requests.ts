import {
  ANY,
  BadBatchError,
  checkedBatchEvent,
  type ExpectedRevision,
  NO_STREAM,
  readProposed,
  readStreamName,
  STREAM_EXISTS,
} from './append-requests.js';
import type { EventContent } from './event-frame.js';
import { ProtobufReader } from './protobuf-reader.js';
import { readUuid, ZERO_UUID } from './uuid.js';

/** A deadline that cannot be, with the reason to give. */
export interface DeadlineFault {
  readonly outOfRange: string;
}

/** The options as they came; what is wrong with them is told in the batch's answer. */
export interface BatchOptions {
  /** Undefined when there was no identifier at all. */
  readonly streamName: string | undefined;
  readonly expected: ExpectedRevision | undefined;
  readonly expectedOutOfRange: boolean;
  /** When the batch must be complete, in ms from now. Absent when none was asked for. */
  readonly deadlineMs: number | DeadlineFault | undefined;
}

export interface BatchMessage {
  /** The correlation id's message as it came, to be echoed; undefined when there was none. */
  readonly correlation: Buffer | undefined;
  readonly options: BatchOptions | undefined;
  /** Each event's message, looked into only when the batch's options are known. */
  readonly proposed: readonly ProtobufReader[];
  readonly isFinal: boolean;
}

/** @throws MalformedMessageError */
export function decodeBatchMessage(bytes: Buffer, nowMs: number): BatchMessage {
  const reader = new ProtobufReader(bytes);
  let correlation: Buffer | undefined;
  let options: BatchOptions | undefined;
  const proposed: ProtobufReader[] = [];
  let isFinal = false;
  while (reader.next()) {
    if (reader.field === 1) correlation = reader.slice();
    else if (reader.field === 2) options = readBatchOptions(reader.message(), nowMs);
    else if (reader.field === 3) proposed.push(reader.message());
    else if (reader.field === 4) isFinal = reader.bool();
    else reader.skip();
  }
  return { correlation, options, proposed, isFinal };
}

const REVISION_LIMIT = 1n << 63n;
const NO_STREAM_REVISION = (1n << 64n) - 1n;

function readBatchOptions(reader: ProtobufReader, nowMs: number): BatchOptions {
  let streamName: string | undefined;
  let expected: ExpectedRevision | undefined;
  let expectedOutOfRange = false;
  let deadlineMs: BatchOptions['deadlineMs'];
  while (reader.next()) {
    if (reader.field === 1) streamName = readStreamName(reader.message());
    else if (reader.field === 2) {
      const revision = reader.uint64();
      expectedOutOfRange = revision >= REVISION_LIMIT && revision !== NO_STREAM_REVISION;
      expected = revision === NO_STREAM_REVISION ? NO_STREAM : { kind: 'revision', revision };
    } else if (reader.field >= 3 && reader.field <= 5) {
      expected = reader.field === 3 ? NO_STREAM : reader.field === 4 ? ANY : STREAM_EXISTS;
      reader.skip();
    } else if (reader.field === 6) deadlineMs = readTimestamp(reader.message(), nowMs);
    else if (reader.field === 7) deadlineMs = readDuration(reader.message());
    else reader.skip();
  }
  return { streamName, expected, expectedOutOfRange, deadlineMs };
}

/** Bounds of google.protobuf.Duration and Timestamp (until the end of the year 9999). */
const DURATION_SECONDS_MAX = 315_576_000_000n;
const TIMESTAMP_SECONDS_MAX = 253_402_300_799n;
const TIMESTAMP_SECONDS_MIN = -62_135_596_800n;
const NANOS_MAX = 999_999_999;

function readSecondsAndNanos(reader: ProtobufReader): { seconds: bigint; nanos: number } {
  let seconds = 0n;
  let nanos = 0;
  while (reader.next()) {
    if (reader.field === 1) seconds = reader.int64();
    else if (reader.field === 2) nanos = reader.int32();
    else reader.skip();
  }
  return { seconds, nanos };
}

function readDuration(reader: ProtobufReader): number | DeadlineFault {
  const { seconds, nanos } = readSecondsAndNanos(reader);
  const outside = seconds > DURATION_SECONDS_MAX || seconds < -DURATION_SECONDS_MAX || Math.abs(nanos) > NANOS_MAX;
  return outside
    ? { outOfRange: 'Duration was not a valid normalized duration' }
    : Number(seconds) * 1000 + nanos / 1e6;
}

function readTimestamp(reader: ProtobufReader, nowMs: number): number | DeadlineFault {
  const { seconds, nanos } = readSecondsAndNanos(reader);
  const outside = seconds > TIMESTAMP_SECONDS_MAX || seconds < TIMESTAMP_SECONDS_MIN || nanos < 0 || nanos > NANOS_MAX;
  return outside
    ? { outOfRange: `Timestamp contains invalid values: Seconds=${seconds}; Nanos=${nanos}` }
    : Number(seconds) * 1000 + nanos / 1e6 - nowMs;
}

/** @throws BadBatchError when the correlation id is none: those batches cannot be told apart. */
export function checkCorrelation(correlation: Buffer | undefined): string {
  if (correlation === undefined) throw new BadBatchError("Value cannot be null. (Parameter 'dto')");
  let id: string;
  try {
    id = readUuid(new ProtobufReader(correlation));
  } catch {
    throw new BadBatchError(
      correlation.length === 0 ? "Invalid argument: None (Parameter 'dto')" : 'Unrecognized Guid format.',
    );
  }
  if (id === ZERO_UUID) throw new BadBatchError("correlationId (Parameter 'correlationId should be non-empty GUID.')");
  return id;
}

const UNSET_EXPECTED =
  'Status(StatusCode="InvalidArgument", Detail="\'None\' is not a valid EventStore.Client.Streams.BatchAppendReq+Types+Options+ExpectedStreamPositionOneofCase")';

const outOfRange = (parameter: string): BadBatchError =>
  new BadBatchError(`Specified argument was out of the range of valid values. (Parameter '${parameter}')`);

/** @throws BadBatchError in the words of the real server's runtime, so that clients show the same. */
export function checkBatchOptions(options: BatchOptions): ExpectedRevision {
  const { streamName, deadlineMs, expected } = options;
  if (streamName === undefined) throw new BadBatchError('Object reference not set to an instance of an object.');
  if (streamName === '') throw new BadBatchError("Value cannot be null. (Parameter 'value')");
  if (streamName === '$$') throw outOfRange('eventStreamId');
  if (typeof deadlineMs === 'object') throw new BadBatchError(deadlineMs.outOfRange);
  if (expected === undefined) throw new BadBatchError(UNSET_EXPECTED);
  if (options.expectedOutOfRange) throw outOfRange('value');
  return expected;
}

/** @throws BadBatchError */
export function readBatchEvent(reader: ProtobufReader): EventContent {
  try {
    return checkedBatchEvent(readProposed(reader));
  } catch (error) {
    if (error instanceof BadBatchError) throw error;
    throw new BadBatchError('Unrecognized Guid format.');
  }
}
