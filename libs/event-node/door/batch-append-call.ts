import type { EventStore } from '../event-store.js';
import { type BatchAddress, type BatchFailure, batchFailureFrame, batchSuccessFrame } from '../protocol/answers.js';
import { BadBatchError, type ExpectedRevision } from '../protocol/append-requests.js';
import {
  type BatchMessage,
  type BatchOptions,
  checkBatchOptions,
  checkCorrelation,
  decodeBatchMessage,
  readBatchEvent,
} from '../protocol/batch-requests.js';
import type { EventContent } from '../protocol/event-frame.js';
import { GrpcFault, GrpcStatus, handlerFault } from '../protocol/grpc-status.js';
import type { AppendOutcome } from '../streams/append-queue.js';
import { HEADER_BYTES } from './frame-splitter.js';
import type { CallHandler, GrpcCall } from './grpc-call.js';
import { APPEND_DATA_BYTES_MAX, incompleteMessage } from './streams-service.js';

/** The real server's write timeout: a batch has so long to become complete, whatever deadline it asks for. */
const COMPLETE_WITHIN_MS_MAX = 2_000;
/** Batches begun and not finished on one call: more is a client gone wrong. */
const OPEN_BATCHES_MAX = 1_000;

interface OpenBatch {
  readonly address: BatchAddress;
  readonly expected: ExpectedRevision;
  readonly events: EventContent[];
  dataBytes: number;
  /** Of its messages, as they came. */
  wireBytes: number;
  readonly timer: NodeJS.Timeout | undefined;
}

/** BatchAppend: many appends over one call, each in one or more messages, told apart by a correlation id. */
export class BatchAppendCall implements CallHandler {
  private readonly open = new Map<string, OpenBatch>();
  /** Appends that were handed on and are not answered. */
  private unanswered = 0;
  private halfClosed = false;
  private unsent: Buffer[] = [];
  /** Of the message being looked at; 0 once a batch has taken it over. */
  private messageBytes = 0;

  constructor(
    private readonly call: GrpcCall,
    private readonly store: EventStore,
  ) {}

  onMessage(bytes: Buffer): void {
    const message = decodeBatchMessage(bytes, Date.now());
    const { options } = message;
    this.messageBytes = bytes.length + HEADER_BYTES;
    if (options === undefined) this.takeFragment(message);
    else this.takeWithOptions(message, options);
    // What no open batch took over is done with.
    this.call.release(this.messageBytes);
  }

  private takeWithOptions(message: BatchMessage, options: BatchOptions): void {
    const address = { correlation: message.correlation, streamName: options.streamName };
    try {
      this.takeFirst(message, options, address);
    } catch (error) {
      if (!(error instanceof BadBatchError)) throw error;
      this.fail(address, { kind: 'bad-request', reason: error.message });
    }
  }

  /** Answers still due are sent; without any, the call stays open until the caller cancels it, as the real server's. */
  onHalfClose(isPartial: boolean): void {
    if (isPartial) throw incompleteMessage();
    this.halfClosed = this.unanswered > 0;
  }

  onClosed(): void {
    for (const { timer } of this.open.values()) clearTimeout(timer);
    this.open.clear();
  }

  private takeFirst(message: BatchMessage, options: BatchOptions, address: BatchAddress): void {
    const id = checkCorrelation(message.correlation);
    if (this.open.has(id)) {
      this.addEvents(id, message);
      return;
    }
    const expected = checkBatchOptions(options);
    const withinMs = Math.min(
      typeof options.deadlineMs === 'number' ? options.deadlineMs : Number.POSITIVE_INFINITY,
      COMPLETE_WITHIN_MS_MAX,
    );
    if (withinMs <= 0) {
      this.fail(address, { kind: 'timeout' });
      return;
    }
    if (this.open.size >= OPEN_BATCHES_MAX)
      throw new GrpcFault(GrpcStatus.RESOURCE_EXHAUSTED, 'Too many batches were begun and not finished.');
    const timer = message.isFinal ? undefined : setTimeout(() => this.timeOut(id), withinMs);
    this.open.set(id, { address, expected, events: [], dataBytes: 0, wireBytes: 0, timer });
    this.addEvents(id, message);
  }

  /** A further message of a batch. @throws GrpcFault: without options there is nothing to answer to. */
  private takeFragment(message: BatchMessage): void {
    let id: string;
    try {
      id = checkCorrelation(message.correlation);
    } catch {
      throw handlerFault();
    }
    try {
      this.addEvents(id, message);
    } catch {
      throw handlerFault();
    }
  }

  private addEvents(id: string, message: BatchMessage): void {
    const batch = this.open.get(id);
    if (batch === undefined) return;
    batch.wireBytes += this.messageBytes;
    this.messageBytes = 0;
    for (const proposed of message.proposed) {
      const event = readBatchEvent(proposed);
      batch.events.push(event);
      batch.dataBytes += event.data.length;
    }
    if (batch.dataBytes > APPEND_DATA_BYTES_MAX) {
      this.close(id, batch);
      this.call.release(batch.wireBytes);
      this.fail(batch.address, { kind: 'too-large', maxBytes: APPEND_DATA_BYTES_MAX });
    } else if (message.isFinal) {
      this.close(id, batch);
      this.append(batch);
    }
  }

  private append({ address, expected, events, wireBytes }: OpenBatch): void {
    this.unanswered++;
    this.store.append({
      kind: 'append',
      streamName: address.streamName ?? '',
      expected,
      events,
      settle: (outcome) => {
        this.call.release(wireBytes);
        this.answer(address, expected, outcome);
      },
    });
  }

  private answer(address: BatchAddress, expected: ExpectedRevision, outcome: AppendOutcome): void {
    this.unanswered--;
    this.send(answerFrame(address, expected, outcome));
  }

  private timeOut(id: string): void {
    const batch = this.open.get(id);
    if (batch === undefined) return;
    this.close(id, batch);
    this.call.release(batch.wireBytes);
    this.fail(batch.address, { kind: 'timeout' });
  }

  private close(id: string, batch: OpenBatch): void {
    clearTimeout(batch.timer);
    this.open.delete(id);
  }

  private fail(address: BatchAddress, failure: BatchFailure): void {
    this.send(batchFailureFrame(address, failure));
  }

  /** Answers of one group of appends go out in one write. */
  private send(frame: Buffer): void {
    this.unsent.push(frame);
    if (this.unsent.length === 1) queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const frames = this.unsent;
    this.unsent = [];
    const [only] = frames;
    const bytes = frames.length === 1 && only !== undefined ? only : Buffer.concat(frames);
    if (this.halfClosed && this.unanswered === 0) this.call.end(bytes);
    else if (!this.call.write(bytes)) this.call.pauseUntilDrained();
  }
}

function answerFrame(address: BatchAddress, expected: ExpectedRevision, outcome: AppendOutcome): Buffer {
  if (outcome.kind === 'appended') return batchSuccessFrame(address, outcome.at);
  if (outcome.kind === 'wrong-expected-revision')
    return batchFailureFrame(address, { kind: 'wrong-expected-revision', current: outcome.current, expected });
  if (outcome.kind === 'stream-deleted')
    return batchFailureFrame(address, { kind: 'stream-deleted', streamName: address.streamName ?? '' });
  return batchFailureFrame(address, { kind: 'unknown' });
}
