import type { EventMetadata } from '../stored-event.js';
import { DecodeError } from './codec.js';
import {
  anything,
  describeFault,
  integer,
  mapOf,
  matching,
  nonEmptyText,
  nullable,
  optional,
  type Schema,
  shape,
  text,
} from './schema.js';
import { instant } from './shared.shapes.js';

const hash = matching<string>(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');

const metadata: Schema<EventMetadata> = shape<EventMetadata>({
  commandId: nullable(nonEmptyText()),
  requestHash: nullable(nonEmptyText()),
  command: nonEmptyText(),
  payload: optional(anything),
  correlationId: text(),
  causationId: nullable(text()),
  actor: text(),
  client: optional(nonEmptyText()),
  resellerId: nullable(text()),
  effectiveAt: instant,
  recordedAt: instant,
  facts: optional(mapOf(integer)),
  hash,
  previousHash: nullable(hash),
});

/** @throws DecodeError */
export function decodeMetadata(storedType: string, value: unknown): EventMetadata {
  const found = metadata.check(value);
  if (found !== undefined) throw new DecodeError(storedType, `metadata ${describeFault(found)}`);
  return value as EventMetadata;
}
