/** An RFC 9457 problem. Beside the standard members it has our stable `code` and the facts of the case. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [fact: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Thrown on the way to an answer; whatever answers (HTTP or a bulk line) sends the problem as it is. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    /** HTTP headers that belong to the problem, for example Retry-After. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail);
  }
}

export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** @param facts follow the problem's own members, and never replace one. */
export function problemOf(
  { code, status, title }: ProblemKind,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): Problem {
  const own = { type: `/problems/${code}`, title, status, code, detail };
  return { ...own, ...facts, ...own };
}
