import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { type Instant, millisecondsOf } from '#kernel/instant.js';
import { DueQueries } from '#read-models/due-work/due.queries.js';
import type { DueItem, DueItemKind } from '#read-models/due-work/due-items.js';
import type { DueWorkRow } from '#read-models/due-work/due-work.rows.js';
import { ScheduledQueries, type Whose } from '#read-models/due-work/scheduled.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import { DueFromStream } from '#scheduling/due-work/due-from-stream.js';
import type { OverdueInput } from './due-input.js';

export interface OverdueItem extends DueItem {
  readonly lateSeconds: number;
  /** `due_work` goes on without its stream; read from the history. */
  readonly parked: boolean;
}

const UNKNOWN: Whose = { trackingId: null, resellerId: null, customerId: null, productName: null, autoRenew: null };

type Late = Pick<DueItem, 'subscriptionId' | 'kind' | 'dueAt'> & { readonly parked: boolean };

/** Due, and no event: what the read model has, and on the first page what it can't have. */
@Injectable()
export class Overdue {
  constructor(
    @Inject(DueQueries) private readonly due: DueQueries,
    @Inject(ScheduledQueries) private readonly scheduled: ScheduledQueries,
    @Inject(DueFromStream) private readonly history: DueFromStream,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The oldest first; what is parked or unfinished before all. @throws InvalidCursorError, ReadModelUnavailableError */
  async list(input: OverdueInput, limit?: number): Promise<Page<OverdueItem>> {
    const page = await this.due.overdue(input, limit);
    const others = input.cursor === undefined && input.held !== true ? await this.others(input) : [];
    const now = millisecondsOf(this.clock.now());
    const items = page.items.map((item) => ({ ...item, parked: false }));
    return {
      items: [...others, ...items].map((item) => ({
        ...item,
        lateSeconds: Math.floor((now - millisecondsOf(item.dueAt)) / 1_000),
      })),
      nextCursor: page.nextCursor,
    };
  }

  private async others(input: OverdueInput): Promise<readonly Omit<OverdueItem, 'lateSeconds'>[]> {
    const before = this.due.lateBefore();
    const late = [...(await this.parked(before)), ...(await this.unfinished(before))];
    const whose = await this.scheduled.whose(late.map(({ subscriptionId }) => subscriptionId));
    return late
      .map((one) => ({ ...this.itemOf(one), ...(whose.get(one.subscriptionId) ?? UNKNOWN) }))
      .filter((item) => matches(item, input));
  }

  private async parked(before: Instant): Promise<readonly Late[]> {
    const streams = await this.scheduled.parkedSubscriptions();
    const due = await Promise.all(streams.map((stream) => this.history.read(stream).catch(() => [])));
    return due.flat().flatMap(({ stream, kind, dueAt }) => {
      const known = kindOf(kind);
      if (known === undefined || dueAt >= before) return [];
      return [{ subscriptionId: stream.slice('subscription-'.length), kind: known, dueAt, parked: true }];
    });
  }

  private async unfinished(before: Instant): Promise<readonly Late[]> {
    const rows = await this.scheduled.unfinishedBefore(before);
    return rows.flatMap(({ details, due_at: dueAt }) =>
      details !== null && 'subscriptionId' in details
        ? [{ subscriptionId: details.subscriptionId, kind: 'unfinished' as const, dueAt, parked: false }]
        : [],
    );
  }

  private itemOf({ subscriptionId, kind, dueAt, parked }: Late) {
    return { subscriptionId, kind, dueAt, dueOn: this.due.dayOf(dueAt), amount: null, held: false, parked };
  }
}

/** The vendor is waited for, not late. */
const kindOf = (kind: DueWorkRow['kind']): DueItemKind | undefined =>
  kind === 'provisioning' || kind === 'csn' ? undefined : kind;

const matches = (item: DueItem, { kind, resellerId, customerId }: OverdueInput): boolean =>
  (kind === undefined || item.kind === kind) &&
  (resellerId === undefined || item.resellerId === resellerId) &&
  (customerId === undefined || item.customerId === customerId);
