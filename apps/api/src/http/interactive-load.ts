import { Injectable } from '@nestjs/common';
import { INTERACTIVE_FOR_MS } from './limits.js';

/** Whether anybody waits for a single answer, beside those who send in bulk. */
@Injectable()
export class InteractiveLoad {
  private lastBeganAt = Number.NEGATIVE_INFINITY;

  /** A request began that is answered by itself. */
  noteRequest(): void {
    this.lastBeganAt = performance.now();
  }

  /** True from the begin of such a request until none has begun for `INTERACTIVE_FOR_MS`. */
  get isPresent(): boolean {
    return performance.now() - this.lastBeganAt < INTERACTIVE_FOR_MS;
  }
}
