import { Inject, Injectable } from '@nestjs/common';
import type { Customer } from '#domain/customer/customer.state.js';
import type { Plan } from '#domain/plan/plan.state.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { CustomerId, ProductId, ResellerId } from '#kernel/ids.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import type { LoadedStream } from '../engine/loaded-stream.js';
import { StreamCache } from '../engine/stream-cache.js';
import {
  CUSTOMER,
  customerStream,
  PLAN,
  planStream,
  RESELLER,
  resellerStream,
  type StreamKind,
} from '../engine/stream-kind.js';
import type { Reading, UsedFacts } from '../engine/stream-task.js';
import { WrittenPosition } from '../engine/written-position.js';
import { BUSINESS_CALENDAR } from './business-calendar.provider.js';
import { FactsFeed } from './facts-feed.js';

/** The streams that one decision may need. */
export interface Wanted {
  readonly plans?: readonly ProductId[];
  readonly reseller?: ResellerId | undefined;
  readonly customer?: CustomerId | undefined;
}

interface Held {
  readonly loaded: LoadedStream<unknown>;
  readonly certain: boolean;
}

/** Where decisions get the facts of other streams from: the cache while it is fresh, else the store. */
@Injectable()
export class Facts {
  constructor(
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(FactsFeed) private readonly feed: FactsFeed,
    @Inject(WrittenPosition) private readonly written: WrittenPosition,
    @Inject(BUSINESS_CALENDAR) private readonly calendar: BusinessCalendar,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  inHand(reading: Reading): FactsInHand {
    const cached = <State>(kind: StreamKind<State>, stream: string) => this.cached(kind, stream, reading);
    return new FactsInHand(cached, this.cache, this.settings.policy, this.calendar);
  }

  /** For an order: facts from before this process's last write, or older than a second, are not good enough. */
  async forOrder(reading: Reading): Promise<FactsInHand> {
    const reached = reading === 'cached' && (await this.feed.reach(this.written.position));
    return this.inHand(reached ? 'cached' : 'through');
  }

  /** Somebody saw this position: no order is decided from now on, on facts from before it. */
  async seen(position: bigint): Promise<void> {
    this.written.note(position);
    await this.feed.reach(position);
  }

  /** Waits, at most two seconds, until decisions know all that this process, in whichever thread, has written by now. */
  async caughtUpWithOwn(): Promise<void> {
    await this.feed.reach(this.written.position);
  }

  /**
   * Waits, at most two seconds, until decisions know everything up to a position; a cache that is not there by then
   * is no danger, for past a second it is not used.
   */
  async caughtUp(position: bigint): Promise<void> {
    await this.feed.reach(position);
  }

  private cached<State>(kind: StreamKind<State>, stream: string, reading: Reading): Held | undefined {
    const loaded = reading === 'cached' && this.feed.isFresh() ? this.cache.get(kind, stream) : undefined;
    return loaded === undefined ? undefined : { loaded, certain: false };
  }
}

/** The facts of one decision, and which of them it looked at. */
export class FactsInHand {
  private readonly held = new Map<string, Held>();
  private readonly lookedAt = new Set<string>();

  constructor(
    private readonly cached: <State>(kind: StreamKind<State>, stream: string) => Held | undefined,
    private readonly cache: Pick<StreamCache, 'readThrough'>,
    readonly policy: VendorPolicy,
    readonly calendar: BusinessCalendar,
  ) {}

  async take({ plans = [], reseller, customer }: Wanted): Promise<void> {
    const away: Promise<void>[] = [];
    const hold = <State>(kind: StreamKind<State>, stream: string) => {
      const held = this.cached(kind, stream);
      if (held === undefined) away.push(this.readThrough(kind, stream));
      else this.held.set(stream, held);
    };
    for (const id of plans) hold(PLAN, planStream(id));
    if (reseller !== undefined) hold(RESELLER, resellerStream(reseller));
    if (customer !== undefined) hold(CUSTOMER, customerStream(customer));
    if (away.length > 0) await Promise.all(away);
  }

  plan(id: ProductId): Plan {
    return this.look(PLAN, planStream(id));
  }

  reseller(id: ResellerId): Reseller {
    return this.look(RESELLER, resellerStream(id));
  }

  customer(id: CustomerId): Customer {
    return this.look(CUSTOMER, customerStream(id));
  }

  /** What the decision looked at, for its metadata. */
  used(): UsedFacts {
    const revisions: Record<string, number> = {};
    let everyCertain = true;
    for (const stream of this.lookedAt) {
      const held = this.held.get(stream);
      if (held === undefined) continue;
      if (held.loaded.revision >= 0) revisions[stream] = held.loaded.revision;
      everyCertain &&= held.certain;
    }
    return { revisions, certain: everyCertain };
  }

  private async readThrough<State>(kind: StreamKind<State>, stream: string): Promise<void> {
    this.held.set(stream, { loaded: await this.cache.readThrough(kind, stream), certain: true });
  }

  private look<State>(kind: StreamKind<State>, stream: string): State | undefined {
    const held = this.held.get(stream);
    if (held === undefined || held.loaded.kind !== kind) throw new Error(`${stream} was not taken for this decision`);
    this.lookedAt.add(stream);
    return held.loaded.state as State | undefined;
  }
}
