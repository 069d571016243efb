/** `name: [number, type]`; a type is a scalar's name or another message's. The protocol's own names and numbers. */
type Fields = Readonly<Record<string, readonly [number, string]>>;

const POSITION: Fields = { commit_position: [1, 'position'], prepare_position: [2, 'position'] };
const EXPECTED: Fields = {
  revision: [2, 'number'],
  no_stream: [3, 'Empty'],
  any: [4, 'Empty'],
  stream_exists: [5, 'Empty'],
};

const MESSAGES: Readonly<Record<string, Fields>> = {
  Empty: {},
  Uuid: { structured: [1, 'Halves'], string: [2, 'text'] },
  Halves: { most: [1, 'number'], least: [2, 'number'] },
  Stream: { stream_name: [3, 'text'] },
  Position: POSITION,
  Proposed: { id: [1, 'Uuid'], metadata: [2, 'map'], custom_metadata: [3, 'text'], data: [4, 'text'] },
  AppendOptions: { stream_identifier: [1, 'Stream'], ...EXPECTED },
  AppendReq: { options: [1, 'AppendOptions'], proposed_message: [2, 'Proposed'] },
  DeleteReq: { options: [1, 'AppendOptions'] },
  BatchOptions: {
    stream_identifier: [1, 'Stream'],
    stream_position: [2, 'number'],
    no_stream: [3, 'Empty'],
    any: [4, 'Empty'],
    stream_exists: [5, 'Empty'],
    deadline: [7, 'Duration'],
  },
  Duration: { seconds: [1, 'number'] },
  BatchReq: {
    correlation_id: [1, 'Uuid'],
    options: [2, 'BatchOptions'],
    proposed_messages: [3, 'Proposed'],
    is_final: [4, 'number'],
  },
  StreamOptions: { stream_identifier: [1, 'Stream'], revision: [2, 'number'], start: [3, 'Empty'], end: [4, 'Empty'] },
  AllOptions: { position: [1, 'Position'], start: [2, 'Empty'], end: [3, 'Empty'] },
  Expression: { regex: [1, 'text'], prefix: [2, 'text'] },
  Filter: {
    stream_identifier: [1, 'Expression'],
    event_type: [2, 'Expression'],
    max: [3, 'number'],
    count: [4, 'Empty'],
    checkpointIntervalMultiplier: [5, 'number'],
  },
  Control: { compatibility: [1, 'number'] },
  ReadOptions: {
    stream: [1, 'StreamOptions'],
    all: [2, 'AllOptions'],
    read_direction: [3, 'number'],
    resolve_links: [4, 'number'],
    count: [5, 'number'],
    filter: [7, 'Filter'],
    no_filter: [8, 'Empty'],
    uuid_option: [9, 'UuidOption'],
    control_option: [10, 'Control'],
  },
  UuidOption: { structured: [1, 'Empty'], string: [2, 'Empty'] },
  ReadReq: { options: [1, 'ReadOptions'] },
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
  AppendResp: { success: [1, 'AppendSuccess'], wrong_expected_version: [2, 'AppendWrong'] },
  DeleteResp: { position: [1, 'Position'], no_position: [2, 'Empty'] },
  BatchResp: {
    correlation_id: [1, 'Uuid'],
    error: [2, 'Status'],
    success: [3, 'AppendSuccess'],
    stream_identifier: [4, 'Stream'],
  },
  Status: { code: [1, 'number'], message: [2, 'text'], details: [3, 'Any'] },
  Any: { type_url: [1, 'text'], value: [2, 'bytes'] },
  'event_store.client.WrongExpectedVersion': {
    current_stream_revision: [1, 'number'],
    current_no_stream: [2, 'Empty'],
    expected_stream_position: [3, 'number'],
    expected_any: [4, 'Empty'],
    expected_stream_exists: [5, 'Empty'],
    expected_no_stream: [6, 'Empty'],
  },
  'event_store.client.StreamDeleted': { stream_identifier: [1, 'Stream'] },
  ReadResp: {
    event: [1, 'ReadEvent'],
    stream_not_found: [4, 'NotFound'],
    first_stream_position: [5, 'number'],
    last_stream_position: [6, 'number'],
  },
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
    custom_metadata: [7, 'text'],
    data: [8, 'text'],
  },
};

/** What a message has when it is not on the wire, where a recording shows it all the same. */
const DEFAULTS: Readonly<Record<string, Message>> = {
  Recorded: { stream_revision: 0, custom_metadata: '', data: '' },
  'event_store.client.WrongExpectedVersion': {},
};
const ANY_PREFIX = 'type.googleapis.com/';
const SCALARS: ReadonlySet<string> = new Set(['number', 'position']);

export type Message = { [field: string]: unknown };

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
  if (SCALARS.has(type)) return Buffer.concat([varint(BigInt(number * 8)), varint(BigInt(value as number))]);
  if (type === 'text') return delimited(number, Buffer.from(value as string));
  if (type !== 'map') return delimited(number, encode(type, value as Message));
  const entries = Object.entries(value as Record<string, string>);
  return Buffer.concat(
    entries.map(([key, text]) =>
      delimited(number, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, Buffer.from(text))])),
    ),
  );
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
    const field = byNumber.get(number) ?? { name: `#${number}`, kind: 'number' };
    const { name, kind } = field;
    if (kind === 'map') message[name] = { ...(message[name] as object), ...mapEntry(raw as Buffer) };
    else message[name] = decodeValue(kind, raw);
  }
  return type === 'Any' ? openAny(message) : message;
}

/** A number beyond what JSON keeps exactly is shown as text; a position stays a bigint until it gets its name. */
function decodeValue(kind: string, raw: bigint | Buffer): unknown {
  if (typeof raw === 'bigint') {
    if (kind === 'position') return raw;
    return raw <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(raw) : raw.toString();
  }
  if (kind === 'text') return raw.toString('utf8');
  if (kind === 'bytes') return raw;
  return kind === 'Uuid' ? decodeUuid(raw) : decode(kind, raw);
}

function mapEntry(bytes: Buffer): Record<string, string> {
  const parts = new Map([...rawFields(bytes)].map(([number, value]) => [number, value.toString()]));
  return { [parts.get(1) ?? '']: parts.get(2) ?? '' };
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
  return { type_url, value: type in MESSAGES && Buffer.isBuffer(value) ? decode(type, value) : {} };
}

/** The request's form of an id. */
export function uuidMessage(text: string): Message {
  const hex = text.replaceAll('-', '');
  return { structured: { most: BigInt(`0x${hex.slice(0, 16)}`), least: BigInt(`0x${hex.slice(16)}`) } };
}
