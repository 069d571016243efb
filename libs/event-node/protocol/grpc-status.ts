/** The gRPC status codes that the node answers with. */
export const GrpcStatus = {
  OK: 0,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcStatus = (typeof GrpcStatus)[keyof typeof GrpcStatus];

/** Ends a call with a status of its own; `trailers` are what clients make their typed errors of. */
export class GrpcFault extends Error {
  constructor(
    readonly status: GrpcStatus,
    message: string,
    readonly trailers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** What the real server says whenever its code throws. */
export const handlerFault = (): GrpcFault => new GrpcFault(GrpcStatus.UNKNOWN, 'Exception was thrown by handler.');

export const invalidArgument = (message: string, trailers: Record<string, string> = {}): GrpcFault =>
  new GrpcFault(GrpcStatus.INVALID_ARGUMENT, message, trailers);

export const streamDeletedFault = (stream: string): GrpcFault =>
  new GrpcFault(GrpcStatus.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

/** A message that the oneof's kind was not set in, in the words of the real server's runtime. */
export const unsetOneofFault = (oneof: string): GrpcFault =>
  invalidArgument(`'None' is not a valid EventStore.Client.Streams.${oneof}`);

/** A live subscriber did not take its events as fast as they came. Clients resubscribe. */
export const consumerTooSlowFault = (): GrpcFault =>
  new GrpcFault(
    GrpcStatus.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );

export const storageFault = (): GrpcFault =>
  new GrpcFault(GrpcStatus.UNAVAILABLE, "The event could not be stored: see the event node's log.");
