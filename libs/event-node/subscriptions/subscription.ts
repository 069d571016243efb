import { randomUUID } from 'node:crypto';
import { caughtUpFrame, confirmationFrame } from '../protocol/answers.js';
import { consumerTooSlowFault, type GrpcFault, handlerFault } from '../protocol/grpc-status.js';
import type { CommittedEvent } from '../streams/append-queue.js';
import type { FrameSource } from '../streams/frame-source.js';
import type { LiveSubscriber } from './live-feed.js';

/** Where a subscription's messages go: a gRPC call. */
export interface SubscriberOutput {
  /** @returns false when the reader is behind: more is to wait for `onDrained`. */
  write(bytes: Buffer): boolean;
  onDrained(resume: () => void): void;
  fail(fault: GrpcFault): void;
}

/** Live events held for a reader that is behind: as many as the real server holds. */
const LIVE_BUFFER_EVENTS_MAX = 32;
/**
 * Events that may come at once to a reader who takes all: behind that the real server, whose writer is slower than ours,
 * drops it. It let 100 pass and dropped at 1,000 within some 50 ms; code that passes here is to pass there.
 */
const LIVE_BURST_EVENTS_MAX = 500;
const LIVE_EVENTS_PER_MS = 5;

/**
 * One reader's way from history to live: confirmation, history in pages as fast as the reader takes them, caught-up,
 * then what is committed. A reader that falls behind while live is dropped and has to resubscribe: memory is bounded.
 */
export abstract class Subscription implements LiveSubscriber {
  private held: Buffer[] = [];
  private blocked = false;
  private open = true;
  private burst = 0;
  private burstAt = 0;

  constructor(protected readonly output: SubscriberOutput) {}

  /** What was before now; undefined when the reader wants only what comes. */
  protected abstract readonly history: FrameSource | undefined;
  /** Registers with the live feed. Called in the same turn in which history ended. */
  protected abstract attach(): void;
  protected abstract detach(): void;
  /** The messages for events that have just been committed together: the events, checkpoints between, or none. */
  protected abstract present(events: readonly CommittedEvent[]): readonly Buffer[];

  start(): void {
    this.write([confirmationFrame(randomUUID())]);
    if (this.history === undefined) this.goLive();
    else this.advance(this.history);
  }

  deliver(events: readonly CommittedEvent[]): void {
    if (!this.open) return;
    const frames = this.present(events);
    if (!this.open || frames.length === 0) return;
    if (this.isTooMuch(frames.length)) this.drop(consumerTooSlowFault());
    else this.write(frames);
  }

  /** Counts what is delivered live, as a bucket that leaks. */
  private isTooMuch(frames: number): boolean {
    const now = performance.now();
    this.burst = Math.max(0, this.burst - (now - this.burstAt) * LIVE_EVENTS_PER_MS) + frames;
    this.burstAt = now;
    return this.burst > LIVE_BURST_EVENTS_MAX || (this.blocked && this.held.length + frames > LIVE_BUFFER_EVENTS_MAX);
  }

  drop(fault: GrpcFault): void {
    if (!this.open) return;
    this.flush();
    this.close();
    this.output.fail(fault);
  }

  /** The reader has gone. */
  close(): void {
    this.open = false;
    this.held = [];
    this.detach();
  }

  protected goLive(): void {
    this.write([caughtUpFrame()]);
    this.attach();
  }

  /** History to its end, a page for each time the reader has room; then live, unless `whenAtEnd` says otherwise. */
  protected advance(history: FrameSource, whenAtEnd: () => void = () => this.goLive()): void {
    if (!this.open) return;
    try {
      const { frames, atEnd } = history.next();
      if (frames.length > 0) this.write(frames);
      if (atEnd) whenAtEnd();
      else if (this.blocked) this.resumeWith = () => this.advance(history, whenAtEnd);
      else setImmediate(() => this.advance(history, whenAtEnd));
    } catch (error) {
      this.drop(faultOf(error));
    }
  }

  private resumeWith: (() => void) | undefined;

  protected write(frames: readonly Buffer[]): void {
    if (this.blocked) {
      this.held.push(...frames);
      return;
    }
    const [only] = frames;
    const bytes = frames.length === 1 && only !== undefined ? only : Buffer.concat(frames);
    if (this.output.write(bytes)) return;
    this.blocked = true;
    this.output.onDrained(() => this.onDrained());
  }

  private onDrained(): void {
    if (!this.open) return;
    this.flush();
    if (this.blocked) return;
    const resume = this.resumeWith;
    this.resumeWith = undefined;
    resume?.();
  }

  private flush(): void {
    this.blocked = false;
    const held = this.held;
    this.held = [];
    if (held.length > 0) this.write(held);
  }
}

const faultOf = (error: unknown): GrpcFault =>
  (error as GrpcFault).status === undefined ? handlerFault() : (error as GrpcFault);
