import { GrpcFault, GrpcStatus, invalidArgument } from '../protocol/grpc-status.js';
import type { ReadAllFrom } from '../protocol/read-requests.js';
import type { EventStorage, EventVisitor } from '../storage/event-storage.js';
import type { EventFilter } from './event-filter.js';
import { type FrameSource, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, type Page } from './frame-source.js';
import type { EventPresentation, EventPresenter } from './links.js';

export interface AllReadOptions {
  readonly from: ReadAllFrom;
  readonly direction: 'forwards' | 'backwards';
  readonly count: number;
  readonly filter: EventFilter | undefined;
  readonly presentation: EventPresentation;
}

/** Events of all streams in the order of their positions. */
export class AllReader implements FrameSource {
  /** Forwards the next position to look at, backwards the last one looked at. */
  private cursor: number;
  private remaining: number;

  constructor(
    private readonly storage: EventStorage,
    private readonly presenter: EventPresenter,
    private readonly options: AllReadOptions,
  ) {
    if (options.count === 0) throw invalidArgument('The maximum count of events to read must be positive.');
    this.remaining = options.count;
    this.cursor = startOf(storage, options);
  }

  next(): Page {
    const { filter, presentation, direction } = this.options;
    const frames: Buffer[] = [];
    let bytes = 0;
    let considered = 0;
    let full = false;
    const visit: EventVisitor = (position, frame) => {
      this.cursor = direction === 'forwards' ? position + 1 : position;
      considered++;
      if (frame !== undefined) {
        const shown = this.presenter.present(frame, position, presentation);
        frames.push(shown);
        bytes += shown.length;
        this.remaining--;
      }
      full = bytes >= PAGE_BYTES_MAX || considered >= PAGE_EVENTS_MAX;
      return !full && this.remaining > 0;
    };
    if (direction === 'forwards') this.storage.scanForwards(this.cursor, visit, filter);
    else this.storage.scanBackwards(this.cursor, visit, filter);
    return { frames, atEnd: this.remaining === 0 || !full };
  }
}

function startOf(storage: EventStorage, { from, direction }: AllReadOptions): number {
  if (from.kind === 'start') return 0;
  if (from.kind === 'end') return storage.nextPosition;
  const position = Number(from.position.commit);
  if (position === 0) return 0;
  const isBeyond = position > storage.nextPosition;
  if (isBeyond && direction === 'forwards') return position;
  if (position !== storage.nextPosition && storage.frameAt(position) === undefined)
    throw new GrpcFault(GrpcStatus.UNKNOWN, 'Unexpected ReadAllResult: Error');
  return position;
}
