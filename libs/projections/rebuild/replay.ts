import type { AuditReader } from '#event-store/audit-reader.js';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import { allItemOf } from '#event-store/eventstoredb/recorded.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { positionOf } from '../runner/leader-store.js';
import type { Statement } from '../runner/row-statements.js';
import type { Pace } from './pace.js';
import type { ShadowStore } from './shadow-store.js';

/** Events of one page and one transaction: large, since nobody waits for them. */
const PAGE_EVENTS_MAX = 2_000;

export interface Page {
  readonly items: readonly AllItem[];
  /** As they are stored; only where somebody checks them. */
  readonly recorded: readonly RecordedEvent[];
  readonly end: boolean;
}

export type Pages = (after: bigint | undefined, max: number) => Promise<Page>;

/** Looks at events as they are stored, and keeps what it found in the transaction of the batch. */
export interface Inspector {
  inspect(events: readonly RecordedEvent[]): Promise<readonly Statement[]>;
}

/** In which a page is taken. */
export type Turn = (act: () => Promise<void>) => Promise<void>;

export const decodedPages =
  (reader: EventReader): Pages =>
  async (after, max) => ({ ...(await reader.readAll(after, max)), recorded: [] });

export const recordedPages =
  (reader: AuditReader): Pages =>
  async (after, max) => {
    const { events, position, end } = await reader.readAllRecorded(after, max);
    const items = events.map((event) => allItemOf(event));
    const last = items.at(-1);
    const behind = position !== undefined && (last === undefined || position > positionOf(last));
    return { items: behind ? [...items, { kind: 'checkpoint', position }] : items, recorded: events, end };
  };

/** Reads the history again, page by page, into a schema that nobody reads yet. It can read, and write there: no more. */
export class Replay {
  constructor(
    private readonly pages: Pages,
    private readonly store: ShadowStore,
    private readonly pace: Pace,
    private readonly over: AbortSignal,
    private readonly onProgress: () => Promise<void>,
    private readonly inspector?: Inspector,
    private readonly turn: Turn = (act) => act(),
  ) {}

  /** Up to this commit position, included; the next page is read while one is folded and the one before written. */
  async upTo(target: bigint): Promise<void> {
    let page = this.read(this.store.event);
    while (!this.over.aborted && (this.store.position ?? -1n) < target) {
      await this.turn(async () => {
        const { items, recorded, end } = await page;
        const last = items.at(-1);
        const done = end || last === undefined || positionOf(last) >= target;
        if (!done) page = this.read(positionOf(last));
        await this.take(items, recorded, target, done);
      });
      await this.onProgress();
    }
    await page.catch(() => undefined);
    await this.store.flush();
  }

  private read(after: bigint | undefined): Promise<Page> {
    const page = this.pages(after, this.pace.pageOf(PAGE_EVENTS_MAX));
    // If writing fails, nobody awaits this page.
    page.catch(() => undefined);
    return page;
  }

  private async take(
    items: readonly AllItem[],
    recorded: readonly RecordedEvent[],
    target: bigint,
    done: boolean,
  ): Promise<void> {
    const reached = this.store.position ?? -1n;
    const isWanted = (position: bigint) => position > reached && position <= target;
    const fresh = items.filter((item) => isWanted(positionOf(item)));
    const last = fresh.at(-1);
    const atTarget = last !== undefined && positionOf(last) === target;
    const batch: readonly AllItem[] = done && !atTarget ? [...fresh, { kind: 'checkpoint', position: target }] : fresh;
    if (batch.length === 0) return;
    await this.pace.before(batch.length);
    const inspected = recorded.filter(({ position }) => isWanted(position));
    const also = (await this.inspector?.inspect(inspected)) ?? [];
    await this.store.apply(batch, also);
  }
}
