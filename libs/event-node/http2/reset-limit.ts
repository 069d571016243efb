import { ConnectionFault, ErrorCode } from './http2-protocol.js';

/** Cancelling reads is ordinary here; a flood of resets is not. */
const BURST_MAX = 10_000;
const RESETS_PER_MS = 1;

/** Counts a connection's resets as a bucket that leaks: those that its peer sends, and those that it makes this end send. */
export class ResetLimit {
  private level = 0;
  private at = 0;

  /** @throws ConnectionFault when they are too many. */
  count(): void {
    const now = performance.now();
    this.level = Math.max(0, this.level - (now - this.at) * RESETS_PER_MS) + 1;
    this.at = now;
    if (this.level > BURST_MAX) throw new ConnectionFault(ErrorCode.ENHANCE_YOUR_CALM, 'a flood of resets');
  }
}
