import { randomUUID } from 'node:crypto';
import { StreamConflictError } from '#event-store/event-appender.js';
import type { SystemStreamAppender } from '#event-store/system-stream-appender.js';
import type { StoredSystemEvent, SystemStreamReader } from '#event-store/system-streams.js';
import type { Clock } from '#kernel/clock.js';
import type { Instant } from '#kernel/instant.js';
import { CLOCK_REQUESTS_STREAM } from './clock-streams.js';
import { followStream } from './following.js';
import type { SandboxClock } from './sandbox-clock.js';

/** Each conflict means that somebody else's request went in: more than this at once is not use, but a loop. */
const CONFLICTS_MAX = 20;

export interface ClockReading {
  readonly now: Instant;
  readonly ticking: boolean;
}

export type ClockMove =
  /** Everything that was due until then is done and projected. */
  | ({ readonly outcome: 'moved' } & ClockReading)
  /** The clock never goes back; it shows `now`. */
  | ({ readonly outcome: 'refused' } & ClockReading)
  /** Half-way: the clock stands at `now`. */
  | ({
      readonly outcome: 'failed';
      readonly problem: { readonly code: string; readonly detail: string };
    } & ClockReading);

/** Reads the clock, and asks its owner, the worker, to move it. */
export class SandboxClockControl {
  constructor(
    private readonly clock: Clock & Partial<Pick<SandboxClock, 'ticking'>>,
    private readonly reader: SystemStreamReader,
    private readonly appender: SystemStreamAppender,
  ) {}

  read(): ClockReading {
    return { now: this.clock.now(), ticking: this.clock.ticking ?? true };
  }

  /**
   * The request is in the history before anything else happens, so that a worker that was away or is killed half-way does
   * it when it comes back; this waits as long, until `signal` ends the waiting (not the move).
   * @throws StoreUnavailableError when the request could not be made.
   */
  async move(target: ClockReading, signal: AbortSignal = new AbortController().signal): Promise<ClockMove> {
    const present = this.read();
    if (target.now < present.now) return { outcome: 'refused', ...present };
    const requestId = randomUUID();
    const request = await this.append({ type: 'ClockMoveRequested', requestId, ...target });
    for await (const { event } of followStream(this.reader, CLOCK_REQUESTS_STREAM, request.revision, signal)) {
      if (event.type === 'ClockMoveFinished' && event.requestId === requestId) return answer('moved', event);
      if (event.type === 'ClockMoveFailed' && event.requestId === requestId) {
        if (event.problem.code === CLOCK_NEVER_BACK) return answer('refused', event);
        return { ...answer('failed', event), problem: event.problem };
      }
    }
    const problem = { code: 'clock-move-goes-on', detail: 'Nobody waits for it any longer; it will be finished.' };
    return { outcome: 'failed', ...this.read(), problem };
  }

  private async append(event: Parameters<SystemStreamAppender['append']>[2]): Promise<StoredSystemEvent> {
    for (let conflicts = 0; ; conflicts += 1) {
      const last = await this.reader.readLast(CLOCK_REQUESTS_STREAM);
      try {
        return await this.appender.append(CLOCK_REQUESTS_STREAM, last?.revision ?? 'no-stream', event);
      } catch (error) {
        if (!(error instanceof StreamConflictError) || conflicts >= CONFLICTS_MAX) throw error;
      }
    }
  }
}

/** Code of the problem of a move that came to be one back while it waited for its turn. */
export const CLOCK_NEVER_BACK = 'clock-never-back';

const answer = <Outcome extends string>(outcome: Outcome, { now, ticking }: ClockReading) => ({
  outcome,
  now,
  ticking,
});
