/** RFC 9457, as the api answers what it does not do. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly [fact: string]: unknown;
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

/** Nobody answered: the network, or a server that is away. Whether a command was taken is then unknown. */
export const UNREACHABLE: Problem = {
  code: 'unreachable',
  status: 0,
  title: 'Termbook did not answer',
  detail: 'The connection broke or the server is away. Sending the same again is safe: it carries the same key.',
};

/** @param body of an answer that is no success. */
export function problemOfAnswer(status: number, body: unknown): Problem {
  const facts = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return { ...facts, status, code: facts.code ?? `http-${status}`, title: facts.title ?? `Status ${status}` };
}
