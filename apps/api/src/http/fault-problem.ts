import { HttpException, HttpStatus } from '@nestjs/common';
import { BusyError, IdempotencyKeyReusedError, RevisionMismatchError } from '#commands/command.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import { QueryTooLongError, ReadModelUnavailableError } from '#read-models/database/read-database.js';
import { ErasedSubjectError, VaultUnavailableError } from '#vault/vault.js';
import { etagOf } from './etag.js';
import { RETRY_AFTER_SECONDS } from './limits.js';
import { ProblemError, type ProblemKind, problemOf } from './problem.js';
import { problemOfStatus } from './request-problems.js';

const unavailable = <Code extends string>(code: Code, title: string) =>
  ({ code, title, status: HttpStatus.SERVICE_UNAVAILABLE }) as const satisfies ProblemKind;

const BUSY = unavailable('busy', 'Others keep changing the same thing');
const STORE = unavailable('event-store-unavailable', 'The event store does not answer');
const VAULT = unavailable('vault-unavailable', 'The vault of personal data does not answer');
const READ_MODELS = unavailable('read-models-unavailable', 'The read models can not be reached');
const BEHIND = unavailable('not-caught-up', 'The read models are not there yet');
const TIMEOUT = unavailable('timeout', 'There was no answer in time');
const OVERLOADED = unavailable('overloaded', 'There is more to do than can be done in time');
const MISMATCH = {
  code: 'revision-mismatch',
  status: HttpStatus.PRECONDITION_FAILED,
  title: 'It is at another revision than If-Match says',
} as const satisfies ProblemKind;
const INTERNAL = {
  code: 'internal-error',
  status: HttpStatus.INTERNAL_SERVER_ERROR,
  title: 'Something is wrong on our side',
} as const satisfies ProblemKind;
const KEY_REUSED = {
  code: 'idempotency-key-reused',
  status: HttpStatus.UNPROCESSABLE_ENTITY,
  title: 'The idempotency key was used before',
} as const satisfies ProblemKind;

/** All that a fault can come to. */
export const FAULT_KINDS = [
  BUSY,
  STORE,
  VAULT,
  READ_MODELS,
  BEHIND,
  TIMEOUT,
  OVERLOADED,
  MISMATCH,
  INTERNAL,
  KEY_REUSED,
] as const;

const later = (kind: ProblemKind, detail: string, facts: Readonly<Record<string, unknown>> = {}): ProblemError =>
  new ProblemError(problemOf(kind, detail, facts), { 'retry-after': String(RETRY_AFTER_SECONDS) });

/** What is answered for whatever was thrown. Only `internal-error` is our fault, and is for the log. */
export function problemOfFault(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof IdempotencyKeyReusedError) {
    return new ProblemError(problemOf(KEY_REUSED, 'This key was used with another request; take a new one.'));
  }
  if (error instanceof RevisionMismatchError) return revisionMismatch(error);
  if (error instanceof BusyError) return later(BUSY, 'Nothing was changed; send the same request again.');
  if (error instanceof StoreUnavailableError) {
    return later(STORE, 'It is not known whether anything changed; send the same request with the same key again.');
  }
  if (error instanceof ErasedSubjectError) {
    const kind = { code: 'personal-data-erased', title: 'The personal data was erased', status: 422 };
    return new ProblemError(problemOf(kind, 'It was erased for good; nothing new can be kept under the same id.'));
  }
  if (error instanceof VaultUnavailableError) return later(VAULT, 'Nothing was changed; send the same request again.');
  if (error instanceof HttpException) return problemOfHttpException(error);
  if (error instanceof ReadModelUnavailableError) return later(READ_MODELS, 'Orders are taken all the same.');
  if (error instanceof QueryTooLongError) {
    return later(TIMEOUT, 'The query was given up: ask for less, a shorter time or one reseller.');
  }
  return internalError();
}

function revisionMismatch({ revision }: RevisionMismatchError): ProblemError {
  const detail =
    revision < 0 ? 'There is none yet.' : `It is at revision ${revision} by now; read it again and decide.`;
  const facts = { revision: revision < 0 ? null : revision };
  return new ProblemError(problemOf(MISMATCH, detail, facts), revision < 0 ? {} : { etag: etagOf(revision) });
}

function problemOfHttpException(error: HttpException): ProblemError {
  if (error.getStatus() === HttpStatus.SERVICE_UNAVAILABLE) return timedOut();
  return problemOfStatus(error.getStatus(), error.message) ?? internalError();
}

/** Nobody knows what came of it. */
export const timedOut = (): ProblemError => later(TIMEOUT, 'Send the same request again.');

/** Refused before anything was begun. */
export const overloaded = (): ProblemError => later(OVERLOADED, 'Nothing was begun; send the same request again.');

/** @param facts how far it is. */
export const notCaughtUp = (facts: Readonly<Record<string, unknown>>): ProblemError =>
  later(BEHIND, 'Ask again; what was written is safe.', facts);

/** For lines that nobody begins any more. */
export const notBegun = (why: string): ProblemError => later(TIMEOUT, `${why} This line was not begun; send it again.`);

/** The store or the vault is away: whoever asks next will hear the same. */
export const isOutage = ({ problem }: ProblemError): boolean =>
  problem.code === STORE.code || problem.code === VAULT.code;

const internalError = () => new ProblemError(problemOf(INTERNAL, 'It was logged under this request id.'));

export const isInternal = ({ problem }: ProblemError): boolean => problem.code === INTERNAL.code;
