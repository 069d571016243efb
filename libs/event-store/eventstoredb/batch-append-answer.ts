import streams, { type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { WireAnswer } from './batch-append-request.js';

/** What the store says to one append of a call, and to which. */
export interface BatchAnswer {
  /** The 32 hexadecimal digits of the append's correlation id. */
  readonly correlation: string;
  readonly answer: WireAnswer;
}

/** Fields as streams.proto numbers them, each with its wire type behind it. */
const ANSWER = { correlationId: 0x0a, success: 0x1a, stream: 0x22 };
const UUID = { text: 0x12 };
const SUCCESS = { revision: 0x08, noStream: 0x12, position: 0x1a };
const POSITION = { commit: 0x08, prepare: 0x10 };

/** Seven bytes hold 49 bits, which a number computes exactly: a position behind 500 terabytes is read the long way. */
const VARINT_BYTES_MAX = 7;
const UUID_CHARACTERS = 36;

/** Something that the short way does not know: the long way does. */
class LongWay extends Error {}
const LONG_WAY = new LongWay();

/** Walks through the bytes of the one answer that nearly always comes. @throws LongWay */
class Walk {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  number(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw LONG_WAY;
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw LONG_WAY;
  }

  /** @returns where the field that begins here ends. */
  end(): number {
    const length = this.number();
    const end = this.at + length;
    if (end > this.bytes.length) throw LONG_WAY;
    return end;
  }
}

/** An answer as it came: the generated classes take an object for each part of it, for each command. A test holds it to them. */
export function readBatchAnswer(bytes: Buffer): BatchAnswer {
  try {
    return readSuccess(new Walk(bytes));
  } catch (error) {
    if (error !== LONG_WAY) throw error;
    return interpreted(streams.BatchAppendResp.deserializeBinary(bytes));
  }
}

function readSuccess(walk: Walk): BatchAnswer {
  let correlation: string | undefined;
  let position: bigint | undefined;
  while (walk.at < walk.bytes.length) {
    const field = walk.number();
    const end = walk.end();
    if (field === ANSWER.correlationId) correlation = readUuid(walk, end);
    else if (field === ANSWER.success) position = readPositionOfSuccess(walk, end);
    else if (field !== ANSWER.stream) throw LONG_WAY;
    walk.at = end;
  }
  if (correlation === undefined || position === undefined) throw LONG_WAY;
  return { correlation, answer: { outcome: 'written', position } };
}

function readUuid(walk: Walk, end: number): string {
  if (walk.number() !== UUID.text || walk.end() !== end || end - walk.at !== UUID_CHARACTERS) throw LONG_WAY;
  return walk.bytes.toString('latin1', walk.at, end).replaceAll('-', '');
}

function readPositionOfSuccess(walk: Walk, end: number): bigint | undefined {
  let position: bigint | undefined;
  while (walk.at < end) {
    const field = walk.number();
    if (field === SUCCESS.revision) walk.number();
    else if (field === SUCCESS.noStream) walk.at = walk.end();
    else if (field === SUCCESS.position) position = readCommit(walk, walk.end());
    else throw LONG_WAY;
  }
  return position;
}

/** Zero is not said. */
function readCommit(walk: Walk, end: number): bigint {
  let commit = 0;
  while (walk.at < end) {
    const field = walk.number();
    const value = walk.number();
    if (field === POSITION.commit) commit = value;
    else if (field !== POSITION.prepare) throw LONG_WAY;
  }
  return BigInt(commit);
}

const REJECTIONS = new Set(['StreamDeleted', 'AccessDenied', 'MaximumAppendSizeExceeded', 'BadRequest']);

/** By the client's own classes. */
export const interpreted = (response: BatchAppendResp): BatchAnswer => ({
  correlation: correlationOf(response),
  answer: answerOf(response),
});

function answerOf(response: BatchAppendResp): WireAnswer {
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

/** The digits of the correlation id, in whichever of the two forms the store sends it. */
function correlationOf(response: BatchAppendResp): string {
  const uuid = response.getCorrelationId();
  const structured = uuid?.getStructured();
  if (structured === undefined) return (uuid?.getString() ?? '').replaceAll('-', '');
  return halfInHex(structured.getMostSignificantBits()) + halfInHex(structured.getLeastSignificantBits());
}
