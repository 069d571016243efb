import { TOO_MANY_FOLLOWERS } from '../feed/followers.js';
import { FAULT_KINDS } from '../http/fault-problem.js';
import { ISSUER_UNAVAILABLE } from '../http/oidc/tokens.js';
import type { ProblemKind } from '../http/problem.js';
import { REQUEST_KINDS, type RequestProblemCode } from '../http/request-problems.js';
import { type RefusalCode, STATUS_OF, TITLE_OF } from '../intake/refusal-problem.js';
import { AUDIT_KINDS } from '../operations/audit/audit-problems.js';
import { CLOCK_KINDS } from '../operations/clock-problems.js';
import { PROJECTOR_KINDS } from '../operations/projector-problems.js';
import { TOO_MANY_WEBHOOKS } from '../webhooks/webhook-access.js';

const OTHERS = [
  ...FAULT_KINDS,
  ...CLOCK_KINDS,
  TOO_MANY_FOLLOWERS,
  TOO_MANY_WEBHOOKS,
  ISSUER_UNAVAILABLE,
  ...PROJECTOR_KINDS,
  TOO_MANY_FOLLOWERS,
  TOO_MANY_WEBHOOKS,
  ...AUDIT_KINDS,
] as const;

/** Every code that a problem of ours can have. */
export type ProblemCode = RequestProblemCode | RefusalCode | (typeof OTHERS)[number]['code'];

const refusals = Object.entries(STATUS_OF).map(([code, status]) => ({
  code,
  status,
  title: TITLE_OF[code as RefusalCode],
}));
const requests = Object.entries(REQUEST_KINDS).map(([code, kind]) => ({ code, ...kind }));

/** By code; what is not found is so for a request and as a refusal alike. */
export const PROBLEM_KINDS: ReadonlyMap<string, ProblemKind> = new Map(
  [...refusals, ...requests, ...OTHERS].map((kind): [string, ProblemKind] => [kind.code, kind]),
);
