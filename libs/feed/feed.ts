import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type AllItem, EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { type CloudEvent, CloudEvents } from './cloud-events.js';
import { READ_EVENTS_MAX, SCANNED_EVENTS_MAX } from './feed-limits.js';
import { mayHear, type Resellers } from './feed-scope.js';
import { LiveEvents, positionOf } from './live-events.js';

export interface FeedRequest {
  readonly resellers: Resellers;
  /** Exclusive; undefined: from the first event of all. */
  readonly after: bigint | undefined;
  /** Events. */
  readonly limit: number;
  /** How long to wait while there are none. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface FeedPage {
  readonly events: readonly CloudEvent[];
  /** Where the next page begins; undefined where nothing ever happened. */
  readonly next: bigint | undefined;
  /** Nothing was there behind `next`. */
  readonly end: boolean;
}

/** How far somebody has come. */
interface Place {
  /** What is handed out: good for ever. */
  readonly next: bigint | undefined;
  /** What was looked at; may be an event of the store's own, which it may forget. */
  readonly seen: bigint | undefined;
}

/** What was found, as the history has it. */
export interface Scan extends Place {
  readonly events: readonly StoredEvent[];
  readonly end: boolean;
}

type Read = (after: bigint | undefined) => Promise<{ readonly items: readonly AllItem[]; readonly end: boolean }>;

/** Told once each, while so many are remembered. */
const COMPLAINTS_MAX = 1_000;

/** What happened to what a key may see, in the order of `$all`: straight out of the history. */
@Injectable()
export class Feed {
  private readonly logger = new Logger(Feed.name);
  private readonly complained = new LRUCache<bigint, true>({ max: COMPLAINTS_MAX });

  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(LiveEvents) private readonly live: LiveEvents,
    @Inject(CloudEvents) private readonly cloudEvents: CloudEvents,
  ) {}

  /** Read through, so never behind; then waits for what comes. @throws StoreUnavailableError, VaultUnavailableError */
  async page(request: FeedRequest): Promise<FeedPage> {
    const start = { next: request.after, seen: request.after };
    const first = await this.scan(request, start, (after) => this.reader.readAll(after, READ_EVENTS_MAX));
    return this.shown(await this.untilThereAre(request, first));
  }

  /**
   * Page after page until the signal; an empty one whenever nothing came for `waitMs`.
   * @throws StoreUnavailableError, VaultUnavailableError: whoever follows goes on behind its last page.
   */
  async *follow(request: FeedRequest): AsyncGenerator<FeedPage> {
    let place: Place = { next: request.after, seen: request.after };
    while (!request.signal.aborted) {
      const scan = await this.untilThereAre(request, await this.scan(request, place, this.readRecent));
      yield await this.shown(scan);
      place = scan;
    }
  }

  /** The same as stored, without waiting: for whoever shows them later. @throws StoreUnavailableError */
  stored(request: Omit<FeedRequest, 'waitMs'>): Promise<Scan> {
    return this.scan(request, { next: request.after, seen: request.after }, this.readRecent);
  }

  private async shown({ events, next, end }: Scan): Promise<FeedPage> {
    return { events: await this.cloudEvents.of(events), next, end };
  }

  private async untilThereAre(request: FeedRequest, begun: Scan): Promise<Scan> {
    const giveUpAt = performance.now() + request.waitMs;
    let scan = begun;
    while (scan.events.length === 0 && performance.now() < giveUpAt && !request.signal.aborted) {
      if (scan.end) await this.live.moved(scan.seen, giveUpAt - performance.now(), request.signal);
      scan = await this.scan(request, scan, this.readRecent);
    }
    return scan;
  }

  /** Out of memory where it is recent enough, else out of the store. */
  private readonly readRecent: Read = async (after) => {
    const items = this.live.behind(after, READ_EVENTS_MAX);
    if (items === undefined) return this.reader.readAll(after, READ_EVENTS_MAX);
    return { items, end: items.length < READ_EVENTS_MAX };
  };

  private async scan(
    { resellers, limit, signal }: Omit<FeedRequest, 'waitMs'>,
    from: Place,
    read: Read,
  ): Promise<Scan> {
    const events: StoredEvent[] = [];
    let { next, seen } = from;
    for (let scanned = 0; scanned < SCANNED_EVENTS_MAX && !signal.aborted; ) {
      const { items, end } = await read(seen);
      for (const item of items) {
        seen = positionOf(item);
        if (item.kind !== 'checkpoint') next = seen;
        if (item.kind === 'undecodable') this.complain(item);
        if (item.kind === 'event' && mayHear(resellers, item.event)) events.push(item.event);
        if (events.length === limit) return { events, next, seen, end: false };
      }
      if (end) return { events, next, seen, end };
      scanned += items.length;
    }
    return { events, next: next === from.next ? seen : next, seen, end: false };
  }

  private complain({ stream, revision, position, error }: Extract<AllItem, { kind: 'undecodable' }>): void {
    if (this.complained.has(position)) return;
    this.complained.set(position, true);
    this.logger.error(`${stream}@${revision} is not in the feed, for it can not be read: ${error}`);
  }
}
