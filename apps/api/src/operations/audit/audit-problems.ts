import { HttpStatus } from '@nestjs/common';
import { SigningKeyError } from '#audit/signing-key.js';
import { HistoryCutError } from '#commands/audit/anchor-history.js';
import { ProblemError, type ProblemKind, problemOf } from '../../http/problem.js';

export const TOO_MANY_READINGS = {
  code: 'too-many-readings',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'The history is being read for others',
} as const satisfies ProblemKind;

export const HISTORY_CUT = {
  code: 'history-cut',
  status: HttpStatus.CONFLICT,
  title: 'The history is shorter than it was',
} as const satisfies ProblemKind;

export const SIGNING_KEY_UNAVAILABLE = {
  code: 'signing-key-unavailable',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'Nothing can be signed now',
} as const satisfies ProblemKind;

export const AUDIT_KINDS = [TOO_MANY_READINGS, HISTORY_CUT, SIGNING_KEY_UNAVAILABLE] as const;

/** What those who audit can mend, as a problem; anything else stays what it is. */
export function auditProblemOf(error: unknown): unknown {
  if (error instanceof HistoryCutError) return new ProblemError(problemOf(HISTORY_CUT, error.message));
  if (error instanceof SigningKeyError) return new ProblemError(problemOf(SIGNING_KEY_UNAVAILABLE, error.message));
  return error;
}
