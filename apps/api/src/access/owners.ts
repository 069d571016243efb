import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';

/** Some 100 bytes each: 10 MB, and more streams than bound keys ask for in an hour. */
const REMEMBERED_MAX = 100_000;

/** Whose a customer or a subscription is, out of its stream itself: never behind, and the same for ever. */
@Injectable()
export class Owners {
  private readonly known = new LRUCache<string, string>({ max: REMEMBERED_MAX });

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /** @returns undefined where there is no such stream: that may change, so it is not remembered. @throws StoreUnavailableError */
  async resellerOf(stream: string): Promise<string | undefined> {
    const known = this.known.get(stream);
    if (known !== undefined) return known;
    const resellerId = (await this.reader.readLast(stream))?.metadata.resellerId ?? undefined;
    if (resellerId !== undefined) this.known.set(stream, resellerId);
    return resellerId;
  }
}
