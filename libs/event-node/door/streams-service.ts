import type { EventStore } from '../event-store.js';
import { appendSuccessFrame, deletedFrame, wrongExpectedFrame } from '../protocol/answers.js';
import {
  decodeAppendMessage,
  decodeDeleteRequest,
  type ExpectedRevision,
  type StreamOptions,
} from '../protocol/append-requests.js';
import type { EventContent } from '../protocol/event-frame.js';
import {
  GrpcFault,
  GrpcStatus,
  handlerFault,
  invalidArgument,
  storageFault,
  streamDeletedFault,
} from '../protocol/grpc-status.js';
import type { AppendOutcome } from '../streams/append-queue.js';
import type { CallHandler, GrpcCall } from './grpc-call.js';

/** The real server's limit for one append: the data of its events alone, metadata and names not counted. */
export const APPEND_DATA_BYTES_MAX = 1_048_576;

/** Append: the options, then an event a message, then the answer. */
export class AppendCall implements CallHandler {
  private options: StreamOptions | undefined;
  private readonly events: EventContent[] = [];
  private dataBytes = 0;

  constructor(
    private readonly call: GrpcCall,
    private readonly store: EventStore,
  ) {}

  onMessage(bytes: Buffer): void {
    const message = decodeAppendMessage(bytes);
    if ((message.kind === 'options') !== (this.options === undefined)) throw handlerFault();
    if (message.kind === 'options') {
      this.options = message.options;
      return;
    }
    this.events.push(message.event);
    this.dataBytes += message.event.data.length;
    if (this.dataBytes > APPEND_DATA_BYTES_MAX) throw appendTooLarge();
  }

  onHalfClose(isPartial: boolean): void {
    if (isPartial) throw incompleteMessage();
    if (this.options === undefined) throw handlerFault();
    const { streamName, expected } = this.options;
    this.store.append({
      kind: 'append',
      streamName,
      expected,
      events: this.events,
      settle: (outcome) => this.call.guard(() => this.answer(outcome, streamName, expected)),
    });
  }

  private answer(outcome: AppendOutcome, streamName: string, expected: ExpectedRevision): void {
    if (outcome.kind === 'appended') this.call.end(appendSuccessFrame(outcome.at));
    else if (outcome.kind === 'wrong-expected-revision') this.call.end(wrongExpectedFrame(outcome.current, expected));
    else throw outcome.kind === 'stream-deleted' ? streamDeletedFault(streamName) : storageFault();
  }
}

const appendTooLarge = (): GrpcFault =>
  invalidArgument(`Maximum Append Size of ${APPEND_DATA_BYTES_MAX} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': `${APPEND_DATA_BYTES_MAX}`,
  });

export const incompleteMessage = (): GrpcFault => new GrpcFault(GrpcStatus.INTERNAL, 'Incomplete message.');

/** A call with exactly one request message. */
export class SingleRequestCall implements CallHandler {
  private request: Buffer | undefined;

  constructor(
    private readonly answer: (request: Buffer) => void,
    private readonly closed: () => void = () => {},
  ) {}

  onMessage(message: Buffer): void {
    if (this.request !== undefined)
      throw new GrpcFault(GrpcStatus.INTERNAL, 'Additional data after the message received.');
    this.request = message;
  }

  onHalfClose(isPartial: boolean): void {
    if (isPartial || this.request === undefined) throw incompleteMessage();
    this.answer(this.request);
  }

  onClosed(): void {
    this.closed();
  }
}

export function deleteCall(call: GrpcCall, store: EventStore, method: 'Delete' | 'Tombstone'): CallHandler {
  return new SingleRequestCall((bytes) => {
    const { streamName, expected } = decodeDeleteRequest(bytes, method);
    store.append({
      kind: method === 'Delete' ? 'delete' : 'tombstone',
      streamName,
      expected,
      events: [],
      settle: (outcome) => call.guard(() => call.end(deleteAnswer(outcome, streamName, expected))),
    });
  });
}

/** Numbers that the real server uses for the kinds without a revision. */
const EXPECTED_NUMBERS = { any: '-2', 'no-stream': '-1', 'stream-exists': '-4' } as const;

function deleteAnswer(outcome: AppendOutcome, streamName: string, expected: ExpectedRevision): Buffer {
  if (outcome.kind === 'appended') return deletedFrame(outcome.at.position ?? 0);
  if (outcome.kind === 'stream-deleted') throw streamDeletedFault(streamName);
  if (outcome.kind === 'failed') throw storageFault();
  const asked = expected.kind === 'revision' ? `${expected.revision}` : EXPECTED_NUMBERS[expected.kind];
  throw new GrpcFault(
    GrpcStatus.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${streamName}, Expected version: ${asked}, Actual version: ${outcome.current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': streamName,
      'expected-version': asked,
      'actual-version': `${outcome.current}`,
    },
  );
}
