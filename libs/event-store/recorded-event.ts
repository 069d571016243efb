/** An event exactly as the store holds it, before any codec: what hashes are over. */
export interface RecordedEvent {
  readonly stream: string;
  readonly revision: number;
  /** Commit position in `$all`. */
  readonly position: bigint;
  readonly id: string;
  /** The stored name with its version. */
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}
