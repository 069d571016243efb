import { HttpStatus } from '@nestjs/common';
import { NoAnswerYetError } from '#read-models/parked/parked.requests.js';
import { NotPossibleNowError, RebuildUnderWayError } from '#read-models/rebuilds/rebuild.requests.js';
import { RETRY_AFTER_SECONDS } from '../http/limits.js';
import { ProblemError, type ProblemKind, problemOf } from '../http/problem.js';

const UNDER_WAY = {
  code: 'rebuild-under-way',
  status: HttpStatus.CONFLICT,
  title: 'It is being rebuilt already',
} as const satisfies ProblemKind;
const NOT_NOW = {
  code: 'not-possible-now',
  status: HttpStatus.CONFLICT,
  title: 'That is not possible where it stands',
} as const satisfies ProblemKind;
const NO_PROJECTOR = {
  code: 'projector-silent',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'No projector has answered yet',
} as const satisfies ProblemKind;

export const PROJECTOR_KINDS = [UNDER_WAY, NOT_NOW, NO_PROJECTOR] as const;

/** What was asked of the projector, with its refusals as problems. @throws ProblemError; faults as they come. */
export async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw problemOfRequest(error) ?? error;
  }
}

function problemOfRequest(error: unknown): ProblemError | undefined {
  if (error instanceof RebuildUnderWayError) {
    const { rebuildId, status, message } = error;
    return new ProblemError(problemOf(UNDER_WAY, message, { rebuildId, rebuildStatus: status }));
  }
  if (error instanceof NotPossibleNowError) {
    const { rebuildId, status, message } = error;
    return new ProblemError(problemOf(NOT_NOW, message, { rebuildId, rebuildStatus: status }));
  }
  if (!(error instanceof NoAnswerYetError)) return undefined;
  return new ProblemError(problemOf(NO_PROJECTOR, error.message), { 'retry-after': String(RETRY_AFTER_SECONDS) });
}
