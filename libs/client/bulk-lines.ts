/** One line of `POST /v1/commands`. */
export interface BulkCommand {
  readonly idempotencyKey: string;
  readonly command: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An RFC 9457 problem: a stable `code`, and the facts of the case. */
export interface Problem {
  readonly code: string;
  readonly status?: number;
  readonly detail?: string;
  readonly [fact: string]: unknown;
}

/** One line of the answer to `POST /v1/commands`. */
export interface BulkAnswer {
  readonly line: number;
  readonly idempotencyKey: string | null;
  readonly status: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly problem?: Problem;
  readonly replayed?: boolean;
}
