import type { AuditReader, RecordedPage } from '../audit-reader.js';
import type { AllItem, EventReader } from '../event-reader.js';
import type { RecordedEvent } from '../recorded-event.js';
import type { StoredEvent } from '../stored-event.js';
import { liveAll, liveMatching } from './live-subscription.js';
import { NoEventThereError, type ReadChannel } from './read-channel.js';
import { allItemOf, storedOf } from './recorded.js';
import type { StoreIdentity } from './store-identity.js';

/** A larger page is cut: it would be held in memory whole. */
const PAGE_MAX = 4_096;
/** Events looked at per step, backwards from the end, for the newest one that is not the store's own. */
const HEAD_PAGE = 16;

export class EventStoreDbReader implements EventReader, AuditReader {
  constructor(
    private readonly url: string,
    private readonly channel: ReadChannel,
    private readonly identity: StoreIdentity,
  ) {}

  async readStream(stream: string, from = 0, max?: number): Promise<readonly StoredEvent[]> {
    return (await this.channel.readStream(stream, from, max)).map(storedOf);
  }

  readRecorded(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    return this.channel.readStream(stream, from);
  }

  async readLast(stream: string): Promise<StoredEvent | undefined> {
    const last = await this.channel.readLast(stream);
    return last === undefined ? undefined : storedOf(last);
  }

  async readAll(after: bigint | undefined, max: number) {
    const { fresh, end } = await this.page(after, max);
    return { items: withoutRunsOfCheckpoints(fresh.map((recorded) => allItemOf(recorded))), end };
  }

  async readAllRecorded(after: bigint | undefined, max: number): Promise<RecordedPage> {
    const { fresh, end } = await this.page(after, max);
    const events = fresh.filter(({ stream }) => !stream.startsWith('$'));
    return { events, position: fresh.at(-1)?.position ?? after, end };
  }

  async idAt(position: bigint): Promise<string | undefined> {
    const [found] = await this.channel.readAll(position, 1).catch((error: unknown) => {
      if (error instanceof NoEventThereError) return [];
      throw error;
    });
    return found?.position === position ? found.id : undefined;
  }

  async head(): Promise<bigint | undefined> {
    let before: bigint | undefined;
    for (;;) {
      const page = await this.channel.readAllBackwards(before, HEAD_PAGE);
      const newest = page.find(({ stream }) => !stream.startsWith('$'));
      if (newest !== undefined || page.length < HEAD_PAGE) return newest?.position;
      before = page.at(-1)?.position;
    }
  }

  async *subscribeToAll(
    after: bigint | undefined | 'end',
    options: { readonly prefixes?: readonly string[]; readonly signal?: AbortSignal } = {},
  ): AsyncIterable<AllItem> {
    const { prefixes, signal } = options;
    if (prefixes === undefined) {
      for await (const recorded of liveAll(this.url, after, signal)) yield allItemOf(recorded);
      return;
    }
    for await (const item of liveMatching(this.url, after, prefixes, signal)) {
      yield 'checkpoint' in item ? { kind: 'checkpoint', position: item.checkpoint } : allItemOf(item, prefixes);
    }
  }

  storeId(): Promise<string> {
    return this.identity.storeId();
  }

  private async page(after: bigint | undefined, max: number) {
    const wanted = Math.min(max, PAGE_MAX);
    // The page begins with the event that it starts from, which the caller has already.
    const asked = after === undefined ? wanted : wanted + 1;
    const page = await this.channel.readAll(after, asked);
    const fresh = page.filter(({ position }) => after === undefined || position > after);
    return { fresh, end: page.length < asked };
  }
}

/** Of many checkpoints in a row only the last says anything. */
function withoutRunsOfCheckpoints(items: readonly AllItem[]): AllItem[] {
  return items.filter((item, index) => item.kind !== 'checkpoint' || items[index + 1]?.kind !== 'checkpoint');
}
