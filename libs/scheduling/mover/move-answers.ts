import { Inject, Injectable } from '@nestjs/common';
import { CLOCK_REQUESTS_STREAM } from '#clock/clock-streams.js';
import { SandboxClock } from '#clock/sandbox-clock.js';
import { StreamConflictError } from '#event-store/event-appender.js';
import type { ClockMoveFailed, ClockMoveRequested, SystemEvent } from '#event-store/system-events.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from '#event-store/system-stream-appender.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { persistently } from './persistently.js';

/** Answers requests to move the clock, where whoever asked is waiting for it: in the history. */
@Injectable()
export class MoveAnswers {
  constructor(
    @Inject(SandboxClock) private readonly clock: SandboxClock,
    @Inject(SYSTEM_STREAM_READER) private readonly reader: SystemStreamReader,
    @Inject(SYSTEM_STREAM_APPENDER) private readonly appender: SystemStreamAppender,
  ) {}

  async finished({ requestId }: ClockMoveRequested, signal: AbortSignal): Promise<void> {
    await this.append({ type: 'ClockMoveFinished', requestId, ...this.shown() }, signal);
  }

  async failed({ requestId }: ClockMoveRequested, problem: ClockMoveFailed['problem'], signal: AbortSignal) {
    await this.append({ type: 'ClockMoveFailed', requestId, ...this.shown(), problem }, signal);
  }

  private shown() {
    return { now: this.clock.now(), ticking: this.clock.ticking };
  }

  /** A second answer after one whose outcome was unknown does no harm: the first one counts. */
  private async append(event: SystemEvent, signal: AbortSignal): Promise<void> {
    await persistently('Answer a request to move the clock', signal, async () => {
      for (;;) {
        const last = await this.reader.readLast(CLOCK_REQUESTS_STREAM);
        try {
          await this.appender.append(CLOCK_REQUESTS_STREAM, last?.revision ?? 'no-stream', event);
          return;
        } catch (error) {
          if (!(error instanceof StreamConflictError)) throw error;
        }
      }
    });
  }
}
