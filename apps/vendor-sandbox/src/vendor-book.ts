import { type ClockSetting, shownAt, tickingFrom } from '#clock/clock-setting.js';
import { type Instant, instantOf, laterOf } from '#kernel/instant.js';
import type { CsnStatus, OrderStatus } from '#vendor/vendor.js';
import {
  type AcceptedCsn,
  type AcceptedOrder,
  csnStatusAt,
  nextCsnChange,
  nextOrderChange,
  orderStatusAt,
} from './answer-rules.js';
import { Journal } from './journal.js';

type Entry =
  | ({ readonly type: 'order'; readonly key: string } & AcceptedOrder)
  | ({ readonly type: 'csn'; readonly key: string } & AcceptedCsn)
  | ({ readonly type: 'clock' } & ClockSetting);

/** Everything the vendor sandbox knows: accepted orders, CSNs, and its clock. It keeps no personal data. */
export class VendorBook {
  private readonly orders = new Map<string, AcceptedOrder>();
  private readonly csns = new Map<string, AcceptedCsn>();
  /** Changes that are still to come, by key; whatever is final leaves. */
  private readonly open = new Map<string, (now: Instant) => Instant | undefined>();
  private setting: ClockSetting;

  private constructor(
    private readonly journal: Journal,
    entries: readonly Entry[],
    private readonly wall: () => number,
  ) {
    this.setting = tickingFrom(instantOf(wall()));
    for (const entry of entries) this.take(entry);
  }

  static async open(path: string, wall: () => number = Date.now): Promise<VendorBook> {
    const { journal, entries } = await Journal.open(path);
    return new VendorBook(journal, entries as readonly Entry[], wall);
  }

  now(): Instant {
    return shownAt(this.setting, instantOf(this.wall()));
  }

  clock(): { readonly now: Instant; readonly ticking: boolean; readonly nextDue: Instant | null } {
    const now = this.now();
    return { now, ticking: this.setting.ticking, nextDue: this.nextDue(now) ?? null };
  }

  /** Forward only: told an earlier instant, it stays where it is. */
  async setClock({ now, ticking }: { readonly now: Instant; readonly ticking: boolean }): Promise<void> {
    await this.remember({ type: 'clock', now: laterOf(now, this.now()), wall: instantOf(this.wall()), ticking });
  }

  /** The same attempt twice is one order, however different the second. */
  async acceptOrder(key: string, poNumber: string): Promise<OrderStatus> {
    if (!this.orders.has(key)) await this.remember({ type: 'order', key, poNumber, acceptedAt: this.now() });
    return this.orderStatus(key) ?? this.missing(key);
  }

  orderStatus(key: string): OrderStatus | undefined {
    const order = this.orders.get(key);
    return order && orderStatusAt(order, this.now());
  }

  /** The same registration twice is one verification. */
  async acceptCsn(key: string, csn: string): Promise<CsnStatus> {
    if (!this.csns.has(key)) await this.remember({ type: 'csn', key, csn, acceptedAt: this.now() });
    return this.csnStatus(key) ?? this.missing(key);
  }

  csnStatus(key: string): CsnStatus | undefined {
    const csn = this.csns.get(key);
    return csn && csnStatusAt(csn, this.now());
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  /** In memory first, so that the same request right behind this one finds it; answered once it is on disk. */
  private async remember(entry: Entry): Promise<void> {
    this.take(entry);
    await this.journal.append(entry);
  }

  private take(entry: Entry): void {
    if (entry.type === 'clock') {
      this.setting = entry;
    } else if (entry.type === 'order') {
      this.orders.set(entry.key, entry);
      this.open.set(`order ${entry.key}`, (now) => nextOrderChange(entry, now));
    } else {
      this.csns.set(entry.key, entry);
      this.open.set(`csn ${entry.key}`, (now) => nextCsnChange(entry, now));
    }
  }

  private nextDue(now: Instant): Instant | undefined {
    let next: Instant | undefined;
    for (const [key, changeAfter] of this.open) {
      const change = changeAfter(now);
      if (change === undefined) this.open.delete(key);
      else if (next === undefined || change < next) next = change;
    }
    return next;
  }

  private missing(key: string): never {
    throw new Error(`${key} was accepted and is not there`);
  }
}
