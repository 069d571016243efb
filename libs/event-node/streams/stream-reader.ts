import { firstStreamPositionFrame, lastStreamPositionFrame, streamNotFoundFrame } from '../protocol/answers.js';
import { GrpcFault, GrpcStatus, streamDeletedFault } from '../protocol/grpc-status.js';
import type { ReadFrom } from '../protocol/read-requests.js';
import type { EventStorage } from '../storage/event-storage.js';
import { type FrameSource, PAGE_BYTES_MAX, type Page } from './frame-source.js';
import type { EventPresentation, EventPresenter } from './links.js';
import type { StreamHead } from './stream-heads.js';
import { isSoftDeleted } from './stream-metadata.js';
import { firstVisibleRevision, isExpired } from './visibility.js';

/** The real server reads streams in pages of so many; where its answers show it, ours do. */
const SERVER_PAGE_EVENTS = 32;

export interface StreamReadOptions {
  readonly head: StreamHead;
  /** The head of the stream whose metadata this is, if it is a metadata stream: its tombstone counts here too. */
  readonly metadataOf: StreamHead | undefined;
  readonly count: number;
  readonly compatibility: number;
  readonly presentation: EventPresentation;
}

/** What all reads of a stream share. */
abstract class StreamReader implements FrameSource {
  protected remaining: number;
  protected done = false;
  protected frames: Buffer[] = [];
  protected bytes = 0;

  constructor(
    protected readonly storage: EventStorage,
    protected readonly presenter: EventPresenter,
    protected readonly options: StreamReadOptions,
  ) {
    if (options.count === 0) throw unexpectedResult();
    this.remaining = options.count;
  }

  next(): Page {
    this.frames = [];
    this.bytes = 0;
    while (!this.done && this.bytes < PAGE_BYTES_MAX) this.readPage();
    return { frames: this.frames, atEnd: this.done };
  }

  protected abstract readPage(): void;

  /** @returns false when there is nothing to read, which is said then. @throws GrpcFault for a tombstoned stream. */
  protected checkState(): boolean {
    const { head } = this.options;
    throwIfTombstoned(this.options);
    if (isReadable(head)) return true;
    this.add(streamNotFoundFrame(head.streamName));
    this.done = true;
    return false;
  }

  protected add(frame: Buffer): void {
    this.frames.push(frame);
    this.bytes += frame.length;
  }

  protected finish(): void {
    this.done = true;
    if (this.options.compatibility >= 1) this.add(lastStreamPositionFrame(this.options.head.visible.lastRevision));
  }

  protected addEvent(position: number): void {
    const frame = this.storage.frameAt(position);
    if (frame !== undefined) this.add(this.presenter.present(frame, position, this.options.presentation));
  }

  protected firstVisible(): number {
    return firstVisibleOf(this.storage, this.options.head);
  }
}

export class ForwardsStreamReader extends StreamReader {
  private from: number;

  constructor(storage: EventStorage, presenter: EventPresenter, options: StreamReadOptions, from: ReadFrom) {
    super(storage, presenter, options);
    if (from.kind === 'end') throw unexpectedResult();
    this.from = from.kind === 'start' ? 0 : Number(from.revision);
  }

  protected readPage(): void {
    if (!this.checkState()) return;
    const { head, compatibility } = this.options;
    const { lastRevision } = head.visible;
    const end = this.from + Math.min(SERVER_PAGE_EVENTS, this.remaining) - 1;
    const first = this.firstVisible();
    const positions =
      end < first ? [] : this.storage.positionsOf(head.id, Math.max(this.from, first), Math.min(end, lastRevision));
    for (const position of positions) this.addEvent(position);
    this.remaining -= positions.length;
    const next = end < first ? first : Math.min(end, lastRevision) + 1;
    if (positions.length === 0 && next !== this.from && compatibility >= 1) this.add(firstStreamPositionFrame(next));
    this.from = next;
    if (this.remaining === 0 || (end >= first && end >= lastRevision)) this.finish();
  }
}

export class BackwardsStreamReader extends StreamReader {
  private from: number;

  constructor(storage: EventStorage, presenter: EventPresenter, options: StreamReadOptions, from: ReadFrom) {
    super(storage, presenter, options);
    this.from = from.kind === 'start' ? 0 : from.kind === 'end' ? Number.MAX_SAFE_INTEGER : Number(from.revision);
  }

  protected readPage(): void {
    if (!this.checkState()) return;
    const { head } = this.options;
    const end = Math.min(this.from, head.visible.lastRevision);
    const first = Math.max(this.firstVisible(), end - Math.min(SERVER_PAGE_EVENTS, this.remaining) + 1);
    const positions = first > end ? [] : this.storage.positionsOf(head.id, first, end);
    for (const position of positions.reverse()) this.addEvent(position);
    this.remaining -= positions.length;
    this.from = first - 1;
    if (this.remaining === 0 || this.from < this.firstVisible()) this.finish();
  }
}

export const unexpectedResult = (): GrpcFault =>
  new GrpcFault(GrpcStatus.UNKNOWN, 'Unexpected ReadStreamResult: Error');

/** Streams that the real server keeps in memory for itself: what others write to them is never read. */
const MEMORY_STREAM_PREFIX = '$mem-';

/** Has the stream events, or had it some that only metadata hides? */
export const isReadable = (head: StreamHead): boolean =>
  head.visible.lastRevision >= 0 &&
  !head.streamName.startsWith(MEMORY_STREAM_PREFIX) &&
  !isSoftDeleted(head.visible.metadata);

export function throwIfTombstoned(options: Pick<StreamReadOptions, 'head' | 'metadataOf'>): void {
  if (options.head.visible.tombstoned || options.metadataOf?.visible.tombstoned)
    throw streamDeletedFault(options.head.streamName);
}

/** The first revision that readers see, `$maxAge` counted in: `lastRevision + 1` when there is none. */
export function firstVisibleOf(storage: EventStorage, head: StreamHead): number {
  const { metadata, lastRevision } = head.visible;
  const first = firstVisibleRevision(metadata, lastRevision);
  return metadata.maxAgeSeconds === undefined ? first : firstUnexpired(storage, head, first);
}

/** Events get younger along a stream: bisection. */
function firstUnexpired(storage: EventStorage, head: StreamHead, from: number): number {
  const nowMs = Date.now();
  let low = from;
  let high = head.visible.lastRevision + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const position = storage.positionOf(head.id, middle);
    const frame = position === undefined ? undefined : storage.frameAt(position);
    if (frame === undefined || isExpired(head.visible.metadata, frame, nowMs)) low = middle + 1;
    else high = middle;
  }
  return low;
}
