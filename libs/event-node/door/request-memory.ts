import { GrpcFault, GrpcStatus } from '../protocol/grpc-status.js';

/** What all calls together may hold of requests that are not answered: beyond it new ones are refused. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;
/** What one call may hold: the data of an append is limited by itself, its metadata only by this. */
const HELD_BYTES_OF_CALL_MAX = 64 * 1024 * 1024;

/** Calls at once over all connections. */
const OPEN_CALLS_MAX = 10_000;
/** Subscriptions among them: each is looked at for every group of events that is committed. */
const SUBSCRIPTIONS_MAX = 5_000;

export interface CallLimits {
  readonly openCalls?: number;
  readonly subscriptions?: number;
}

/** Bounds what callers can make the node hold, however many they are. */
export class RequestMemory {
  private held = 0;
  openCalls = 0;
  subscriptions = 0;
  /** Since the node started. */
  calls = 0;

  constructor(private readonly limits: CallLimits = {}) {}

  get heldBytes(): number {
    return this.held;
  }

  get takesCalls(): boolean {
    return this.openCalls < (this.limits.openCalls ?? OPEN_CALLS_MAX);
  }

  beginCall(): void {
    this.openCalls++;
    this.calls++;
  }

  endCall(): void {
    this.openCalls--;
  }

  /** @throws GrpcFault RESOURCE_EXHAUSTED */
  beginSubscription(): void {
    if (this.subscriptions >= (this.limits.subscriptions ?? SUBSCRIPTIONS_MAX))
      throw new GrpcFault(GrpcStatus.RESOURCE_EXHAUSTED, 'The event node has too many subscriptions.');
    this.subscriptions++;
  }

  endSubscription(): void {
    this.subscriptions--;
  }

  /** @throws GrpcFault RESOURCE_EXHAUSTED */
  take(bytes: number, heldByCall: number): void {
    if (heldByCall + bytes > HELD_BYTES_OF_CALL_MAX || this.held + bytes > HELD_BYTES_MAX)
      throw new GrpcFault(GrpcStatus.RESOURCE_EXHAUSTED, 'The event node holds too many unanswered requests.');
    this.held += bytes;
  }

  giveBack(bytes: number): void {
    this.held -= bytes;
  }
}
