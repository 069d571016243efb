import type { CommandRefused, HistoryAnchored, SystemEvent } from '../system-events.js';
import { type Body, createCodec, type EarlierVersion } from './codec.js';
import {
  anything,
  integer,
  listOf,
  mapOf,
  matching,
  nonEmptyText,
  nullable,
  optional,
  type Schema,
  shape,
  text,
  truth,
} from './schema.js';
import { instant } from './shared.shapes.js';

const SHA256 = matching<string>(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');
const count: Schema<number> = {
  check: (value) => integer.check(value) ?? (Number(value) < 0 ? { path: [], problem: 'is negative' } : undefined),
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const refusal: Schema<CommandRefused['refusal']> = {
  check: (value) =>
    typeof value === 'object' && value !== null && 'code' in value
      ? nonEmptyText().check(value.code)
      : { path: ['code'], problem: 'is missing' },
};

const move = { requestId: matching(UUID, 'a UUID in lower case'), now: instant, ticking: truth };

type Refused = Body<CommandRefused>;
type RefusedV1 = Omit<Refused, 'causationId' | 'client' | 'revision' | 'facts'>;

const refusedFields = {
  command: nonEmptyText(),
  refusal,
  payload: optional(anything),
  commandId: nullable(nonEmptyText()),
  correlationId: text(),
  actor: text(),
  refusedAt: instant,
};

/** It said neither on what it was judged nor whose key it was. */
const refusedV1: EarlierVersion = {
  schema: shape<RefusedV1>(refusedFields),
  upcast: (body: RefusedV1): Refused => ({ ...body, causationId: null, client: null, revision: null, facts: {} }),
};

export const systemCodec = createCodec<SystemEvent>({
  StoreIdentified: { current: shape({ storeId: matching(UUID, 'a UUID in lower case') }) },
  SandboxClockSet: { current: shape({ now: instant, wall: instant, ticking: truth, reason: text() }) },
  ClockMoveRequested: { current: shape(move) },
  ClockMoveFinished: { current: shape(move) },
  ClockMoveFailed: { current: shape({ ...move, problem: shape({ code: nonEmptyText(), detail: text() }) }) },
  HistoryAnchored: {
    current: shape<Body<HistoryAnchored>>({
      anchoredAt: instant,
      anchoredBy: nonEmptyText(),
      position: matching(/^\d{1,20}$/, 'a commit position in digits'),
      events: count,
      streams: count,
      root: SHA256,
      frontier: listOf(SHA256),
    }),
  },
  CommandRefused: {
    earlier: [refusedV1],
    current: shape<Refused>({
      ...refusedFields,
      causationId: nullable(text()),
      client: nullable(nonEmptyText()),
      revision: nullable(integer),
      facts: mapOf(integer),
    }),
  },
});

/** Whether an event belongs to the history proper: neither the store's own (`$…`) nor one beside the domain's. */
export const isOfTheDomain = ({ stream, type }: { readonly stream: string; readonly type: string }): boolean =>
  !stream.startsWith('$') && !systemCodec.knows(type);
