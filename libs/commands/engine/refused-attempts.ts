import { Inject, Injectable } from '@nestjs/common';
import { ATTEMPTS_APPENDER, type AttemptsAppender } from '#event-store/attempts-appender.js';
import type { Instant } from '#kernel/instant.js';
import type { LoadedStream } from './loaded-stream.js';
import { withoutPersonalFields } from './sealing.js';
import type { Refusal, StreamTask } from './stream-task.js';

/** Keeps what was refused beside the stream it was asked of: best effort, and never waited for. */
@Injectable()
export class RefusedAttempts {
  constructor(@Inject(ATTEMPTS_APPENDER) private readonly appender: AttemptsAppender) {}

  record<State>(task: StreamTask<State>, loaded: LoadedStream<State>, refusal: Refusal, refusedAt: Instant): void {
    // Anybody may ask for an id that does not exist: that must not fill the store with streams.
    if (refusal.code === 'not-found' && loaded.revision < 0) return;
    const { command, commandId, correlationId, actor } = task.identity;
    const payload = task.payload === undefined ? {} : { payload: withoutPersonalFields(task.payload.value) };
    this.appender.record(task.stream, { command, refusal, ...payload, commandId, correlationId, actor, refusedAt });
  }
}
