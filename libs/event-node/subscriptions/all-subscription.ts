import { checkpointFrame } from '../protocol/answers.js';
import { handlerFault, invalidArgument } from '../protocol/grpc-status.js';
import type { FilterRequest, ReadAllFrom } from '../protocol/read-requests.js';
import type { EventStorage, EventVisitor } from '../storage/event-storage.js';
import type { CommittedEvent } from '../streams/append-queue.js';
import { compileFilter, type EventFilter } from '../streams/event-filter.js';
import { type FrameSource, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, type Page } from '../streams/frame-source.js';
import type { EventPresentation, EventPresenter } from '../streams/links.js';
import type { LiveFeed } from './live-feed.js';
import { type SubscriberOutput, Subscription } from './subscription.js';

/** A page of a filtered history also ends with so many matching events, as on the real server. */
const HISTORY_PAGE_MATCHES = 32;
/** The real server computes with signed 32-bit windows and never answers beyond them. */
const WINDOW_MAX = 2_147_483_647;

export interface AllSubscriptionOptions {
  readonly from: ReadAllFrom;
  readonly filter: FilterRequest | undefined;
  readonly presentation: EventPresentation;
}

/** Counts considered events, from history into live, and says when a checkpoint is due. */
class CheckpointCounter {
  private considered = 0;

  constructor(private readonly interval: number) {}

  get isOfEach(): boolean {
    return this.interval === 1;
  }

  add(count: number): void {
    this.considered += count;
  }

  takeDue(): boolean {
    if (this.considered < this.interval) return false;
    this.considered %= this.interval;
    return true;
  }
}

interface CheckedFilter {
  readonly matches: EventFilter;
  readonly window: number;
  readonly counter: CheckpointCounter;
}

/** @throws GrpcFault */
export function checkWindow(filter: FilterRequest): void {
  if (filter.window === 0 || filter.window > WINDOW_MAX)
    throw invalidArgument('The maximum search window must be positive and less than 2^31.');
}

function checkFilter(filter: FilterRequest): CheckedFilter {
  checkWindow(filter);
  if (filter.checkpointMultiplier === 0) throw handlerFault();
  const counter = new CheckpointCounter(filter.window * filter.checkpointMultiplier);
  return { matches: compileFilter(filter), window: filter.window, counter };
}

export class AllSubscription extends Subscription {
  protected readonly history: AllHistory | undefined;
  private readonly filter: CheckedFilter | undefined;
  /** The reader has all up to here already. */
  private readonly from: number;

  /** @throws GrpcFault when the position is no event's. */
  constructor(
    output: SubscriberOutput,
    private readonly feed: LiveFeed,
    storage: EventStorage,
    private readonly presenter: EventPresenter,
    private readonly options: AllSubscriptionOptions,
  ) {
    super(output);
    this.filter = options.filter === undefined ? undefined : checkFilter(options.filter);
    const start = startBehind(storage, options.from);
    this.from = storedPosition(storage, options.from);
    this.history =
      start === undefined ? undefined : new AllHistory(storage, presenter, options.presentation, this.filter, start);
  }

  protected attach(): void {
    this.feed.addToAll(this);
  }

  protected detach(): void {
    this.feed.remove(this);
  }

  /**
   * Who asks for a checkpoint after each event asks how far it is: of those that come at once with nothing between, the
   * last says all. With hundreds of appends in a group they would be most of what a subscriber has to read.
   */
  protected present(events: readonly CommittedEvent[]): readonly Buffer[] {
    const { filter, presenter, options } = this;
    const frames: Buffer[] = [];
    let due: number | undefined;
    const say = () => {
      if (due !== undefined) frames.push(checkpointFrame(due));
      due = undefined;
    };
    // What is on disk is in the history before it is told here: a page that ended in between has it.
    const reached = this.history?.reached ?? this.from;
    for (const { frame, position } of events) {
      if (position <= reached) continue;
      if (filter === undefined || filter.matches(frame)) {
        say();
        frames.push(presenter.present(frame, position, options.presentation));
      }
      filter?.counter.add(1);
      if (filter?.counter.takeDue()) due = position;
      if (filter?.counter.isOfEach === false) say();
    }
    say();
    return frames;
  }
}

/** @returns the position behind which to start, or undefined for what comes only. */
function startBehind(storage: EventStorage, from: ReadAllFrom): number | undefined {
  if (from.kind === 'end') return undefined;
  if (from.kind === 'start') return 0;
  const position = Number(from.position.commit);
  if (position === 0) return 0;
  if (position >= storage.nextPosition) return undefined;
  if (storage.frameAt(position) === undefined) throw handlerFault();
  return position;
}

/** @returns 0 for a start at no event: behind the end a reader gets whatever comes. */
function storedPosition(storage: EventStorage, from: ReadAllFrom): number {
  const position = from.kind === 'position' ? Number(from.position.commit) : 0;
  return Number.isSafeInteger(position) && position > 0 && storage.frameAt(position) !== undefined ? position : 0;
}

/** History with a page's checkpoint at its last match or, without any, its first event: as the real server has it. */
class AllHistory implements FrameSource {
  private considered = 0;
  private matches = 0;
  private checkpointAt = 0;

  constructor(
    private readonly storage: EventStorage,
    private readonly presenter: EventPresenter,
    private readonly presentation: EventPresentation,
    private readonly filter: CheckedFilter | undefined,
    private behind: number,
  ) {}

  /** Position of the last event that was looked at. */
  get reached(): number {
    return this.behind;
  }

  next(): Page {
    const frames: Buffer[] = [];
    let bytes = 0;
    let looked = 0;
    let full = false;
    const visit: EventVisitor = (position, frame) => {
      this.behind = position;
      if (frame !== undefined) {
        const shown = this.presenter.present(frame, position, this.presentation);
        frames.push(shown);
        bytes += shown.length;
      }
      const checkpoint =
        this.filter === undefined ? undefined : this.consider(this.filter, position, frame !== undefined);
      if (checkpoint !== undefined) frames.push(checkpoint);
      looked++;
      full = bytes >= PAGE_BYTES_MAX || looked >= PAGE_EVENTS_MAX;
      return !full;
    };
    this.storage.scanForwards(this.behind + 1, visit, this.filter?.matches);
    if (!full) this.filter?.counter.add(this.considered);
    return { frames, atEnd: !full };
  }

  private consider(filter: CheckedFilter, position: number, isMatch: boolean): Buffer | undefined {
    if (isMatch || this.considered === 0) this.checkpointAt = position;
    this.considered++;
    if (isMatch) this.matches++;
    if (this.considered < filter.window && this.matches < HISTORY_PAGE_MATCHES) return undefined;
    filter.counter.add(this.considered);
    const prepare = this.matches > 0 ? this.checkpointAt : 0;
    this.considered = 0;
    this.matches = 0;
    return filter.counter.takeDue() ? checkpointFrame(this.checkpointAt, prepare) : undefined;
  }
}
