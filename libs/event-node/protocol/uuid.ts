import { MalformedMessageError, type ProtobufReader } from './protobuf-reader.js';
import type { ProtobufWriter } from './protobuf-writer.js';

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The forms .NET's Guid.Parse takes that clients send: dashed or not, in braces or parentheses, any case. */
const ACCEPTED = /^[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[)}]?$/i;

export const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

/** @throws MalformedMessageError when the text is no UUID. @returns its canonical form: lower case with dashes. */
export function parseUuid(text: string): string {
  if (CANONICAL.test(text)) return text;
  const parts = ACCEPTED.exec(text.trim());
  if (parts === null) throw new MalformedMessageError('not a UUID');
  return parts.slice(1).join('-').toLowerCase();
}

function uuidFromHalves(most: bigint, least: bigint): string {
  const hex =
    BigInt.asUintN(64, most).toString(16).padStart(16, '0') + BigInt.asUintN(64, least).toString(16).padStart(16, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The two signed halves of the structured form. */
export function halvesOfUuid(uuid: string): { most: bigint; least: bigint } {
  const hex = uuid.replaceAll('-', '');
  return {
    most: BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)),
    least: BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)),
  };
}

/** A UUID message: structured or text. @throws MalformedMessageError also when neither is set. */
export function readUuid(reader: ProtobufReader): string {
  let uuid: string | undefined;
  while (reader.next()) {
    if (reader.field === 1) uuid = readHalves(reader.message());
    else if (reader.field === 2) uuid = parseUuid(reader.text());
    else reader.skip();
  }
  if (uuid === undefined) throw new MalformedMessageError('a UUID without a value');
  return uuid;
}

function readHalves(reader: ProtobufReader): string {
  let most = 0n;
  let least = 0n;
  while (reader.next()) {
    if (reader.field === 1) most = reader.int64();
    else if (reader.field === 2) least = reader.int64();
    else reader.skip();
  }
  return uuidFromHalves(most, least);
}

export function writeStructuredUuid(writer: ProtobufWriter, field: number, uuid: string): void {
  const { most, least } = halvesOfUuid(uuid);
  writer.message(field, (id) => id.message(1, (halves) => halves.uint(1, most).uint(2, least)));
}
