import { HttpStatus } from '@nestjs/common';
import type { ProblemKind } from '../http/problem.js';

const STOPPED = { status: HttpStatus.SERVICE_UNAVAILABLE, title: 'The clock stopped half-way' } as const;

export const CLOCK_STOPPED = { code: 'clock-stopped', ...STOPPED } as const satisfies ProblemKind;
/** As the worker, who owns the clock, says it. */
export const MOVE_FAILED = { code: 'clock-move-failed', ...STOPPED } as const satisfies ProblemKind;
/** As it is said when nobody waits any longer. */
export const MOVE_GOES_ON = { code: 'clock-move-goes-on', ...STOPPED } as const satisfies ProblemKind;
export const NEVER_BACK = {
  code: 'clock-never-back',
  status: HttpStatus.UNPROCESSABLE_ENTITY,
  title: 'The clock never goes back',
} as const satisfies ProblemKind;

export const CLOCK_KINDS = [CLOCK_STOPPED, MOVE_FAILED, MOVE_GOES_ON, NEVER_BACK] as const;
