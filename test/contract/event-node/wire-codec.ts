import { createHash } from 'node:crypto';

/** `name: [number, type]`; a type is a scalar's name or another message's. The protocol's own names and numbers. */
type Fields = Readonly<Record<string, readonly [number, string]>>;
export type Message = { [field: string]: unknown };

const POSITION: Fields = { commit_position: [1, 'position'], prepare_position: [2, 'position'] };
const EXPRESSION: Fields = { regex: [1, 'text'], prefix: [2, 'text'] };

const MESSAGES: Readonly<Record<string, Fields>> = {
  Empty: {},
  Stream: { stream_name: [3, 'name'] },
  Position: POSITION,
  StreamOptions: { stream_identifier: [1, 'Stream'], revision: [2, 'number'], start: [3, 'Empty'], end: [4, 'Empty'] },
  AllOptions: { position: [1, 'Position'], start: [2, 'Empty'], end: [3, 'Empty'] },
  Expression: EXPRESSION,
  Filter: {
    stream_identifier: [1, 'Expression'],
    event_type: [2, 'Expression'],
    max: [3, 'number'],
    count: [4, 'Empty'],
    checkpointIntervalMultiplier: [5, 'number'],
  },
  Control: { compatibility: [1, 'number'] },
  UuidOption: { structured: [1, 'Empty'], string: [2, 'Empty'] },
  ReadReq: { options: [1, 'ReadOptions'] },
  ReadOptions: {
    stream: [1, 'StreamOptions'],
    all: [2, 'AllOptions'],
    read_direction: [3, 'number'],
    resolve_links: [4, 'number'],
    count: [5, 'number'],
    subscription: [6, 'Empty'],
    filter: [7, 'Filter'],
    no_filter: [8, 'Empty'],
    uuid_option: [9, 'UuidOption'],
    control_option: [10, 'Control'],
  },
  AppendResp: { success: [1, 'AppendSuccess'], wrong_expected_version: [2, 'AppendWrong'] },
  AppendSuccess: {
    current_revision: [1, 'number'],
    no_stream: [2, 'Empty'],
    position: [3, 'Position'],
    no_position: [4, 'Empty'],
  },
  AppendWrong: {
    current_revision_20_6_0: [1, 'number'],
    no_stream_20_6_0: [2, 'Empty'],
    expected_revision_20_6_0: [3, 'number'],
    any_20_6_0: [4, 'Empty'],
    stream_exists_20_6_0: [5, 'Empty'],
    current_revision: [6, 'number'],
    current_no_stream: [7, 'Empty'],
    expected_revision: [8, 'number'],
    expected_any: [9, 'Empty'],
    expected_stream_exists: [10, 'Empty'],
    expected_no_stream: [11, 'Empty'],
  },
  DeleteResp: { position: [1, 'Position'], no_position: [2, 'Empty'] },
  BatchAppendResp: {
    correlation_id: [1, 'Uuid'],
    error: [2, 'Status'],
    success: [3, 'AppendSuccess'],
    stream_identifier: [4, 'Stream'],
    stream_position: [5, 'number'],
    no_stream: [6, 'Empty'],
    any: [7, 'Empty'],
    stream_exists: [8, 'Empty'],
  },
  Status: { code: [1, 'number'], message: [2, 'text'], details: [3, 'Any'] },
  Any: { type_url: [1, 'text'], value: [2, 'raw'] },
  'event_store.client.WrongExpectedVersion': {
    current_stream_revision: [1, 'number'],
    current_no_stream: [2, 'Empty'],
    expected_stream_position: [3, 'number'],
    expected_any: [4, 'Empty'],
    expected_stream_exists: [5, 'Empty'],
    expected_no_stream: [6, 'Empty'],
  },
  'event_store.client.StreamDeleted': { stream_identifier: [1, 'Stream'] },
  'event_store.client.Timeout': {},
  'event_store.client.MaximumAppendSizeExceeded': { maxAppendSize: [1, 'number'] },
  'event_store.client.BadRequest': { message: [1, 'text'] },
  ReadResp: {
    event: [1, 'ReadEvent'],
    confirmation: [2, 'Confirmation'],
    checkpoint: [3, 'Position'],
    stream_not_found: [4, 'NotFound'],
    first_stream_position: [5, 'number'],
    last_stream_position: [6, 'number'],
    last_all_stream_position: [7, 'Position'],
    caught_up: [8, 'Empty'],
    fell_behind: [9, 'Empty'],
  },
  Confirmation: { subscription_id: [1, 'text'] },
  NotFound: { stream_identifier: [1, 'Stream'] },
  ReadEvent: {
    event: [1, 'Recorded'],
    link: [2, 'Recorded'],
    commit_position: [3, 'position'],
    no_position: [4, 'Empty'],
  },
  Recorded: {
    id: [1, 'Uuid'],
    stream_identifier: [2, 'Stream'],
    stream_revision: [3, 'number'],
    prepare_position: [4, 'position'],
    commit_position: [5, 'position'],
    metadata: [6, 'map'],
    custom_metadata: [7, 'bytes'],
    data: [8, 'bytes'],
  },
  SupportedMethods: { methods: [1, 'SupportedMethod*'], event_store_server_version: [2, 'text'] },
  SupportedMethod: { method_name: [1, 'text'], service_name: [2, 'text'], features: [3, 'text*'] },
  ClusterInfo: { members: [1, 'Member*'] },
  Member: {
    instance_id: [1, 'Uuid'],
    time_stamp: [2, 'number'],
    state: [3, 'number'],
    is_alive: [4, 'flag'],
    http_end_point: [5, 'EndPoint'],
  },
  EndPoint: { address: [1, 'text'], port: [2, 'number'] },
};

/** What a message has when it is not on the wire, where a recording shows it all the same. */
const DEFAULTS: Readonly<Record<string, Message>> = {
  Position: { commit_position: 0n, prepare_position: 0n },
  Recorded: { stream_revision: 0, custom_metadata: '', data: '' },
  SupportedMethod: { features: [] },
};
const ANY_PREFIX = 'type.googleapis.com/';
const NUMBERS: ReadonlySet<string> = new Set(['number', 'position', 'flag']);
/** The recordings have the hash of what is longer, and of bytes that are no text. */
const TEXT_LENGTH_MAX = 600;
const HEX_BYTES_MAX = 32;
const HEAD_LENGTH = 60;
const HASH_LENGTH = 16;

const fieldsOf = (type: string): Fields => {
  const fields = MESSAGES[type];
  if (fields === undefined) throw new Error(`no message ${type}`);
  return fields;
};

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

const delimited = (number: number, content: Buffer): Buffer =>
  Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(content.length)), content]);

/** A message of the protocol; only what reads need can be written. */
export function encode(type: string, message: Message): Buffer {
  const fields = fieldsOf(type);
  const parts = Object.entries(message).flatMap(([name, value]) => {
    const field = fields[name];
    if (field === undefined) throw new Error(`${type} has no ${name}`);
    return (Array.isArray(value) ? value : [value]).map((one) => encodeField(field, one));
  });
  return Buffer.concat(parts);
}

function encodeField([number, type]: readonly [number, string], value: unknown): Buffer {
  if (NUMBERS.has(type)) return Buffer.concat([varint(BigInt(number * 8)), varint(BigInt(value as number))]);
  if (type === 'text' || type === 'name') return delimited(number, Buffer.from(value as string));
  return delimited(number, encode(type, value as Message));
}

/** Splits a message into its fields: number, and a bigint or bytes. */
function* rawFields(bytes: Buffer): Generator<[number, bigint | Buffer]> {
  let at = 0;
  const next = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(next());
    const value = next();
    if (tag % 8 === 0) yield [tag >> 3, value];
    else {
      const start = at;
      at += Number(value);
      yield [tag >> 3, bytes.subarray(start, at)];
    }
  }
}

export function decode(type: string, bytes: Buffer): Message {
  const byNumber = new Map(Object.entries(fieldsOf(type)).map(([name, [number, kind]]) => [number, { name, kind }]));
  const message: Message = { ...DEFAULTS[type] };
  for (const [number, raw] of rawFields(bytes)) {
    const { name, kind } = byNumber.get(number) ?? { name: `#${number}`, kind: 'number' };
    if (kind === 'map') message[name] = { ...(message[name] as object), ...mapEntry(raw as Buffer) };
    else if (kind.endsWith('*'))
      message[name] = [...((message[name] as unknown[]) ?? []), decodeValue(kind.slice(0, -1), raw)];
    else message[name] = decodeValue(kind, raw);
  }
  return type === 'Any' ? openAny(message) : message;
}

/** A number beyond what JSON keeps exactly is shown as text; a position stays a bigint until it gets its name. */
function decodeValue(kind: string, raw: bigint | Buffer): unknown {
  if (typeof raw === 'bigint') {
    if (kind === 'position') return raw;
    if (kind === 'flag') return raw !== 0n;
    return raw <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(raw) : raw.toString();
  }
  if (kind === 'text') return shortened(raw.toString('utf8'));
  if (kind === 'name') return isUtf8(raw) ? shortened(raw.toString('utf8')) : { hex: raw.toString('hex') };
  if (kind === 'bytes') return shownBytes(raw);
  if (kind === 'raw') return raw;
  return kind === 'Uuid' ? decodeUuid(raw) : decode(kind, raw);
}

const hashOf = (value: string | Buffer): string =>
  createHash('sha256').update(value).digest('hex').slice(0, HASH_LENGTH);
const isUtf8 = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8')).equals(bytes);

/** What the recordings show of a long text. */
export const shortenedText = (text: string) => ({
  len: text.length,
  head: text.slice(0, HEAD_LENGTH),
  sha: hashOf(text),
});
const shortened = (text: string): unknown => (text.length <= TEXT_LENGTH_MAX ? text : shortenedText(text));

/** Text as the recordings show it: no control characters but tab and line ends. */
const isShownAsText = (text: string): boolean =>
  [...text].every((character) => (character >= ' ' ? character !== '\u007f' : '\t\n\r'.includes(character)));

function shownBytes(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  if (bytes.length <= TEXT_LENGTH_MAX && isUtf8(bytes) && isShownAsText(text)) return text;
  return bytes.length <= HEX_BYTES_MAX ? { hex: bytes.toString('hex') } : { len: bytes.length, sha: hashOf(bytes) };
}

function mapEntry(bytes: Buffer): Record<string, unknown> {
  const parts = new Map([...rawFields(bytes)].map(([number, value]) => [number, value.toString()]));
  return { [parts.get(1) ?? '']: shortened(parts.get(2) ?? '') };
}

function decodeUuid(bytes: Buffer): Message {
  for (const [number, raw] of rawFields(bytes)) {
    if (number === 2) return { string: raw.toString() };
    const halves = new Map(rawFields(raw as Buffer));
    const hex = [1, 2]
      .map((half) =>
        BigInt(halves.get(half)?.toString() ?? 0)
          .toString(16)
          .padStart(16, '0'),
      )
      .join('');
    return { structured: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
  }
  return {};
}

function openAny({ type_url, value }: Message): Message {
  const type = `${type_url}`.slice(ANY_PREFIX.length);
  return { type_url, value: type in MESSAGES ? decode(type, (value as Buffer | undefined) ?? Buffer.alloc(0)) : {} };
}
