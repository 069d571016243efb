import { parseJson } from '../http/bodies.js';
import type { Caller } from '../http/caller.js';
import { readIdempotencyKey } from '../http/idempotency-key.js';
import { isObject } from '../http/input/read-input.js';
import { BULK_LINE_BYTES_MAX } from '../http/limits.js';
import { invalidRequest, type RequestFault, requestProblem } from '../http/request-problems.js';
import type { BulkLine } from './bulk-lines.js';
import type { Asked, Intake } from './intake.js';
import { BULK_COMMANDS } from './intake-commands.js';

const ENVELOPE = ['idempotencyKey', 'command', 'payload'];

export interface ReadLine {
  readonly line: number;
  /** null where it could not be read. */
  readonly idempotencyKey: string | null;
  /** Gives what the line asks. @throws ProblemError */
  readonly ask: () => Asked;
}

/** Reads one line as far as it can be read: its key is answered even where the rest is wrong. */
export function readLine(line: BulkLine, intake: Intake, caller: Caller, requestId: string): ReadLine {
  let envelope: Readonly<Record<string, unknown>> = {};
  let key: string | null = null;
  const ask = () => {
    const idempotencyKey = readIdempotencyKey(envelope.idempotencyKey, {
      required: true,
      pointer: '/idempotencyKey',
    });
    const one = BULK_COMMANDS.get(typeof envelope.command === 'string' ? envelope.command : '');
    const faults = envelopeFaults(envelope, one !== undefined);
    if (one === undefined || faults.length > 0) throw invalidRequest(faults);
    return intake.read(one, envelope.payload, { caller, idempotencyKey, requestId, pointer: '/payload' });
  };
  try {
    envelope = parseEnvelope(line);
    key = typeof envelope.idempotencyKey === 'string' ? envelope.idempotencyKey : null;
  } catch (error) {
    return { line: line.number, idempotencyKey: null, ask: () => raise(error) };
  }
  return { line: line.number, idempotencyKey: key, ask };
}

function raise(error: unknown): never {
  throw error;
}

/** @throws ProblemError 400 or 413 */
function parseEnvelope({ bytes, length }: BulkLine): Readonly<Record<string, unknown>> {
  if (length > BULK_LINE_BYTES_MAX) {
    const detail = `A bulk line has at most ${BULK_LINE_BYTES_MAX} bytes.`;
    throw requestProblem('request-too-large', detail, { bytes: length, bytesMax: BULK_LINE_BYTES_MAX });
  }
  const value = parseJson(bytes);
  if (isObject(value)) return value;
  throw invalidRequest([{ pointer: '', detail: 'the line must be an object' }]);
}

function envelopeFaults(envelope: Readonly<Record<string, unknown>>, commandKnown: boolean): readonly RequestFault[] {
  const unknown = Object.keys(envelope).filter((name) => !ENVELOPE.includes(name));
  return [
    ...unknown.map((name) => ({ pointer: `/${name}`, detail: 'is not a known field' })),
    ...(commandKnown
      ? []
      : [{ pointer: '/command', detail: `must be one of ${[...BULK_COMMANDS.keys()].join(', ')}` }]),
  ];
}
