import { Inject, Injectable } from '@nestjs/common';
import { formatProductId } from '#domain/plan/product-id.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { ProductId } from '#kernel/ids.js';
import type { Personal } from '#kernel/personal.js';
import { personalIn } from '#read-models/history/opened-facts.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { publicType, shownEvent } from './shapes/public-events.js';

/** CloudEvents 1.0 in JSON. The last four are extensions of ours, in lower case as the standard has it. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The event's own id: the same whenever it is read. */
  readonly id: string;
  /** Which store: with `id` it is unique for ever. */
  readonly source: string;
  readonly type: string;
  /** What it happened to: `subscription/<id>`. */
  readonly subject: string;
  /** As of when it counts. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly data: unknown;
  /** Where the feed goes on behind it. */
  readonly position: string;
  /** Counts from 0 within the subject. */
  readonly revision: number;
  /** When it was written down. */
  readonly recordedat: string;
  /** Left out where it is nobody's, as a service plan is. */
  readonly resellerid?: string;
}

export const sourceOf = (storeId: string): string => `urn:uuid:${storeId}`;
export const dataSchemaOf = (type: string, version: number): string => `urn:termbook:event:${type}:v${version}`;

/** Stream names are ours; what they are of has a name outside. `customer-claim-…` never gets here. */
const SUBJECTS: Readonly<Record<string, (id: string) => string>> = {
  plan: (id) => `service-plan/${formatProductId(id as ProductId)}`,
  reseller: (id) => `reseller/${id}`,
  customer: (id) => `customer/${id}`,
  cart: (id) => `cart/${id}`,
  subscription: (id) => `subscription/${id}`,
};

export function subjectOf(stream: string): string {
  const [kind = '', ...id] = stream.split('-');
  return SUBJECTS[kind]?.(id.join('-')) ?? stream;
}

/** Shows stored events to the outside: public shape, personal data opened, nothing of how we keep them. */
@Injectable()
export class CloudEvents {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** Same order; what is left out outside is left out. @throws VaultUnavailableError, StoreUnavailableError */
  async of(events: readonly StoredEvent[]): Promise<readonly CloudEvent[]> {
    const [storeId, texts] = await Promise.all([this.reader.storeId(), this.openedIn(events)]);
    const opened = (value: Personal) => texts.get(value) ?? null;
    return events.flatMap((event) => cloudEventOf(event, storeId, opened));
  }

  /** One round trip to the vault for all of them. */
  private async openedIn(events: readonly StoredEvent[]): Promise<ReadonlyMap<Personal, string | null>> {
    const sealed = events.flatMap(({ event, stream }) => {
      const subject = shownEvent(event.type)?.sealedUnder?.(event, stream);
      return subject === undefined ? [] : personalIn(event).map((value) => ({ subject, value }));
    });
    if (sealed.length === 0) return new Map();
    const texts = await this.vault.openAll(sealed);
    return new Map(sealed.map(({ value }, index) => [value, texts[index] ?? null]));
  }
}

/** None where the outside is not told. */
export function cloudEventOf(
  { stream, revision, position, id, event, metadata }: StoredEvent,
  storeId: string,
  opened: (value: Personal) => string | null,
): readonly CloudEvent[] {
  const shown = shownEvent(event.type);
  if (shown === undefined) return [];
  const { effectiveAt, recordedAt, resellerId } = metadata;
  return [
    {
      specversion: '1.0',
      id,
      source: sourceOf(storeId),
      type: publicType(event.type, shown.version),
      subject: subjectOf(stream),
      time: effectiveAt,
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(event.type, shown.version),
      data: shown.data.show(event, { stream, opened }),
      position: formatPosition(storeId, position),
      revision,
      recordedat: recordedAt,
      ...(resellerId !== null && { resellerid: resellerId }),
    },
  ];
}
