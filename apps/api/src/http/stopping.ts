import { Injectable } from '@nestjs/common';

/** Told when the process is to end: long answers come to an end early then. */
@Injectable()
export class Stopping {
  private readonly controller = new AbortController();

  readonly signal: AbortSignal = this.controller.signal;

  begin(): void {
    this.controller.abort();
  }
}
