import { BusyError, IdempotencyKeyReusedError, RevisionMismatchError } from '#commands/command.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import { ErasedSubjectError, VaultUnavailableError } from '#vault/vault.js';
import type { CrossingFault } from './messages.js';

/** Faults that callers are told of in words of their own; each is of its class again on the other side. */
const KNOWN = new Map(
  [
    BusyError,
    IdempotencyKeyReusedError,
    RevisionMismatchError,
    StoreUnavailableError,
    VaultUnavailableError,
    ErasedSubjectError,
  ].map((known) => [known.name, known as { readonly prototype: Error }]),
);

/** What goes over: all of a known one, and of any other what a log line needs. */
export function packedFault(error: unknown): CrossingFault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { message } = error;
  const { name } = error.constructor;
  const stack = stackOf(error);
  const isKnown = KNOWN.get(name)?.prototype === Object.getPrototypeOf(error);
  return isKnown ? { name, message, stack, fields: fieldsOf(error) } : { name: 'Error', message, stack };
}

/** The fault again, of the same class where it is a known one. */
export function unpackedFault({ name, message, stack, fields }: CrossingFault): Error {
  const error = Object.assign(new Error(message), fields);
  const known = KNOWN.get(name);
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype);
  Object.defineProperty(error, 'stack', { value: stack ?? error.stack, writable: true, configurable: true });
  return error;
}

/** With those of its causes. */
function stackOf({ stack, cause }: Error): string | undefined {
  return cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}

/** A cause may be anything, also what no other thread can have. */
function fieldsOf(error: Error): Readonly<Record<string, unknown>> {
  const { cause: _, ...fields } = error as Error & Record<string, unknown>;
  return fields;
}
