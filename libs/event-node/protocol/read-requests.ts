import { readStreamName } from './append-requests.js';
import { GrpcFault, GrpcStatus, handlerFault, invalidArgument } from './grpc-status.js';
import { ProtobufReader } from './protobuf-reader.js';

export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Revisions and positions are 64-bit on the wire; 2^64 - 1 means the end. */
export type ReadFrom =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'revision'; readonly revision: bigint };
export type ReadAllFrom =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'position'; readonly position: LogPosition };

export interface FilterRequest {
  readonly on: 'stream' | 'type';
  readonly regex: string | undefined;
  readonly prefixes: readonly string[];
  /** How many events a page of a filtered read considers. */
  readonly window: number;
  /** A checkpoint every so many windows. */
  readonly checkpointMultiplier: number;
}

export interface ReadRequest {
  readonly target:
    | { readonly kind: 'stream'; readonly streamName: string; readonly from: ReadFrom }
    | { readonly kind: 'all'; readonly from: ReadAllFrom };
  readonly direction: 'forwards' | 'backwards';
  readonly resolveLinks: boolean;
  /** Absent for a subscription. Capped: nobody reads 2^53 events. */
  readonly count: number | undefined;
  readonly filter: FilterRequest | undefined;
  readonly structuredIds: boolean;
  /** From 1 on the ends of a stream are told. */
  readonly compatibility: number;
}

const DEFAULT_WINDOW = 32;
const END = (1n << 64n) - 1n;
const SIGNED_LIMIT = 1n << 63n;

interface RawRead {
  stream: ProtobufReader | undefined;
  all: ProtobufReader | undefined;
  direction: number;
  resolveLinks: boolean;
  count: bigint | undefined;
  subscription: boolean;
  filter: ProtobufReader | undefined;
  noFilter: boolean;
  uuid: 'structured' | 'text' | undefined;
  compatibility: number;
}

/** @throws GrpcFault | MalformedMessageError */
export function decodeReadRequest(bytes: Buffer): ReadRequest {
  const reader = new ProtobufReader(bytes);
  let raw: RawRead | undefined;
  while (reader.next()) {
    if (reader.field === 1) raw = readRaw(reader.message());
    else reader.skip();
  }
  if (raw === undefined) throw handlerFault();
  const direction = checkCombination(raw);
  if (raw.uuid === undefined) throw invalidArgument('The request does not say in which form ids are wanted.');
  return {
    target: raw.stream === undefined ? readAllTarget(raw) : readStreamTarget(raw.stream),
    direction,
    resolveLinks: raw.resolveLinks,
    count: raw.count === undefined ? undefined : Math.min(Number(raw.count), Number.MAX_SAFE_INTEGER),
    filter: raw.filter === undefined ? undefined : readFilter(raw.filter),
    structuredIds: raw.uuid === 'structured',
    compatibility: raw.compatibility,
  };
}

function readRaw(reader: ProtobufReader): RawRead {
  const raw: RawRead = {
    stream: undefined,
    all: undefined,
    direction: 0,
    resolveLinks: false,
    count: undefined,
    subscription: false,
    filter: undefined,
    noFilter: false,
    uuid: undefined,
    compatibility: 0,
  };
  while (reader.next()) readRawField(reader, raw);
  return raw;
}

function readRawField(reader: ProtobufReader, raw: RawRead): void {
  switch (reader.field) {
    case 1:
      raw.stream = reader.message();
      raw.all = undefined;
      break;
    case 2:
      raw.all = reader.message();
      raw.stream = undefined;
      break;
    case 3:
      raw.direction = reader.int32();
      break;
    case 4:
      raw.resolveLinks = reader.bool();
      break;
    case 5:
      raw.count = reader.uint64();
      raw.subscription = false;
      break;
    case 6:
      reader.skip();
      raw.subscription = true;
      raw.count = undefined;
      break;
    case 7:
      raw.filter = reader.message();
      raw.noFilter = false;
      break;
    case 8:
      reader.skip();
      raw.noFilter = true;
      raw.filter = undefined;
      break;
    case 9:
      raw.uuid = readUuidOption(reader.message());
      break;
    case 10:
      raw.compatibility = readCompatibility(reader.message());
      break;
    default:
      reader.skip();
  }
}

/** An option without a value counts as structured, as on the real server. */
function readUuidOption(reader: ProtobufReader): 'structured' | 'text' {
  let form: 'structured' | 'text' = 'structured';
  while (reader.next()) {
    form = reader.field === 2 ? 'text' : 'structured';
    reader.skip();
  }
  return form;
}

function readCompatibility(reader: ProtobufReader): number {
  let compatibility = 0;
  while (reader.next()) {
    if (reader.field === 1) compatibility = reader.uint32();
    else reader.skip();
  }
  return compatibility;
}

/** Which combinations there are, in the real server's words. @throws GrpcFault */
function checkCombination(raw: RawRead): ReadRequest['direction'] {
  if (raw.stream === undefined && raw.all === undefined)
    throw invalidArgument(
      "'None' is not a valid EventStore.Client.Streams.ReadReq+Types+Options+StreamOptionOneofCase",
    );
  const parts = [
    raw.stream === undefined ? 'All' : 'Stream',
    raw.subscription ? 'Subscription' : raw.count === undefined ? 'None' : 'Count',
    raw.direction === 0 ? 'Forwards' : raw.direction === 1 ? 'Backwards' : `${raw.direction}`,
    raw.filter !== undefined ? 'Filter' : raw.noFilter ? 'NoFilter' : 'None',
  ] as const;
  const [target, amount, direction, filter] = parts;
  const valid =
    amount !== 'None' &&
    (direction === 'Forwards' || (direction === 'Backwards' && amount === 'Count')) &&
    (filter === 'NoFilter' || (filter === 'Filter' && target === 'All'));
  if (!valid) throw invalidArgument(`The combination of (${parts.join(', ')}) is invalid.`);
  return direction === 'Forwards' ? 'forwards' : 'backwards';
}

function readStreamTarget(reader: ProtobufReader): ReadRequest['target'] {
  let streamName = '';
  let from: ReadFrom | undefined;
  while (reader.next()) {
    if (reader.field === 1) streamName = readStreamName(reader.message());
    else if (reader.field === 2) from = { kind: 'revision', revision: reader.uint64() };
    else if (reader.field === 3 || reader.field === 4) {
      from = { kind: reader.field === 3 ? 'start' : 'end' };
      reader.skip();
    } else reader.skip();
  }
  if (from === undefined || streamName === '') throw handlerFault();
  if (from.kind === 'revision' && from.revision === END) from = { kind: 'end' };
  if (from.kind === 'revision' && from.revision >= SIGNED_LIMIT) throw handlerFault();
  return { kind: 'stream', streamName, from };
}

function readAllTarget(raw: RawRead): ReadRequest['target'] {
  let from: ReadAllFrom | undefined;
  const reader = raw.all;
  while (reader?.next()) {
    if (reader.field === 1) from = { kind: 'position', position: readPosition(reader.message()) };
    else if (reader.field === 2 || reader.field === 3) {
      from = { kind: reader.field === 2 ? 'start' : 'end' };
      reader.skip();
    } else reader.skip();
  }
  if (from === undefined) throw handlerFault();
  if (from.kind === 'position') from = checkPosition(from.position);
  return { kind: 'all', from };
}

function readPosition(reader: ProtobufReader): LogPosition {
  let commit = 0n;
  let prepare = 0n;
  while (reader.next()) {
    if (reader.field === 1) commit = reader.uint64();
    else if (reader.field === 2) prepare = reader.uint64();
    else reader.skip();
  }
  return { commit, prepare };
}

function checkPosition(position: LogPosition): ReadAllFrom {
  const { commit, prepare } = position;
  if (commit === END && prepare === END) return { kind: 'end' };
  if (commit === END) throw new GrpcFault(GrpcStatus.UNKNOWN, 'Unexpected ReadAllResult: Error');
  if (commit >= SIGNED_LIMIT || prepare > commit) throw handlerFault();
  return { kind: 'position', position };
}

function readFilter(reader: ProtobufReader): FilterRequest {
  let on: FilterRequest['on'] | undefined;
  let expression: ProtobufReader | undefined;
  let window: number | undefined;
  let isDefaultWindow = false;
  let checkpointMultiplier = 0;
  while (reader.next()) {
    if (reader.field === 1 || reader.field === 2) {
      on = reader.field === 1 ? 'stream' : 'type';
      expression = reader.message();
    } else if (reader.field === 3) window = reader.uint32();
    else if (reader.field === 4) {
      window = DEFAULT_WINDOW;
      isDefaultWindow = true;
      reader.skip();
    } else if (reader.field === 5) checkpointMultiplier = reader.uint32();
    else reader.skip();
  }
  const options = 'is not a valid EventStore.Client.Streams.ReadReq+Types+Options+Types+FilterOptions';
  if (on === undefined || expression === undefined)
    throw invalidArgument(`'${filterText(window, isDefaultWindow, checkpointMultiplier)}' ${options}`);
  if (window === undefined) throw invalidArgument(`'None' ${options}+WindowOneofCase`);
  return { on, ...readExpression(expression), window, checkpointMultiplier };
}

/** A filter without an expression, as the real server prints it. */
function filterText(window: number | undefined, isDefaultWindow: boolean, checkpointMultiplier: number): string {
  const parts = [
    ...(isDefaultWindow ? ['"count": { }'] : window === undefined ? [] : [`"max": ${window}`]),
    ...(checkpointMultiplier === 0 ? [] : [`"checkpointIntervalMultiplier": ${checkpointMultiplier}`]),
  ];
  return parts.length === 0 ? '{ }' : `{ ${parts.join(', ')} }`;
}

function readExpression(reader: ProtobufReader): Pick<FilterRequest, 'regex' | 'prefixes'> {
  let regex: string | undefined;
  const prefixes: string[] = [];
  while (reader.next()) {
    if (reader.field === 1) regex = reader.text() || undefined;
    else if (reader.field === 2) prefixes.push(reader.text());
    else reader.skip();
  }
  return { regex, prefixes };
}
