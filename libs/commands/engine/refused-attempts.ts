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

  /** @param facts revisions of the other streams that the decision used. */
  record<State>(
    task: StreamTask<State>,
    { revision }: LoadedStream<State>,
    refusal: Refusal,
    { refusedAt, facts }: { readonly refusedAt: Instant; readonly facts: Readonly<Record<string, number>> },
  ): void {
    // Anybody may ask for an id that does not exist: that must not fill the store with streams.
    if (refusal.code === 'not-found' && revision < 0) return;
    const { requestHash: _, client = null, ...identity } = task.identity;
    const payload = task.payload === undefined ? {} : { payload: withoutPersonalFields(task.payload.value) };
    this.appender.record(task.stream, { ...identity, client, refusal, ...payload, refusedAt, revision, facts });
  }
}
