import type { CommandRefused, SystemEvent } from '../system-events.js';
import { type Body, createCodec } from './codec.js';
import { anything, matching, nonEmptyText, nullable, optional, type Schema, shape, text, truth } from './schema.js';
import { instant } from './shared.shapes.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const refusal: Schema<CommandRefused['refusal']> = {
  check: (value) =>
    typeof value === 'object' && value !== null && 'code' in value
      ? nonEmptyText().check(value.code)
      : { path: ['code'], problem: 'is missing' },
};

const move = { requestId: matching(UUID, 'a UUID in lower case'), now: instant, ticking: truth };

export const systemCodec = createCodec<SystemEvent>({
  StoreIdentified: { current: shape({ storeId: matching(UUID, 'a UUID in lower case') }) },
  SandboxClockSet: { current: shape({ now: instant, wall: instant, ticking: truth, reason: text() }) },
  ClockMoveRequested: { current: shape(move) },
  ClockMoveFinished: { current: shape(move) },
  ClockMoveFailed: { current: shape({ ...move, problem: shape({ code: nonEmptyText(), detail: text() }) }) },
  CommandRefused: {
    current: shape<Body<CommandRefused>>({
      command: nonEmptyText(),
      refusal,
      payload: optional(anything),
      commandId: nullable(nonEmptyText()),
      correlationId: text(),
      actor: text(),
      refusedAt: instant,
    }),
  },
});
