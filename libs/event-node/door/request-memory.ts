import { GrpcFault, GrpcStatus } from '../protocol/grpc-status.js';

/** What all calls together may hold of requests that are not answered: beyond it new ones are refused. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;
/** What one call may hold: the data of an append is limited by itself, its metadata only by this. */
const HELD_BYTES_OF_CALL_MAX = 64 * 1024 * 1024;

/** Bounds the memory that callers can make the node hold, however many they are. */
export class RequestMemory {
  private held = 0;

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
