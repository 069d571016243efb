import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { CommandRefused } from '#event-store/system-events.js';
import { type StoredSystemEvent, SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { decodeCursor, limitOf, type Page, type PageRequest, pageOf } from '#read-models/paging/cursor.js';
import type { Opened } from '../folding/fold.js';
import { type HistoryOf, streamOf } from '../history-kind.js';
import { type EventBrief, eventBrief } from './event-brief.js';
import { OpenedHistories, shownFacts } from './opened-history.js';

export type TimelineEntry =
  | (EventBrief & {
      readonly entry: 'event';
      /** On the command's first event; what is personal opened. */
      readonly payload: unknown;
      readonly data: unknown;
      /** Revisions of the other streams that the decision used; null: none. */
      readonly facts: Readonly<Record<string, number>> | null;
      readonly hash: string;
      readonly position: string;
    })
  | {
      readonly entry: 'refused';
      /** When it was asked. */
      readonly recordedAt: string;
      readonly actor: string;
      readonly client: string | null;
      readonly command: string;
      readonly commandId: string | null;
      readonly correlationId: string;
      readonly causationId: string | null;
      /** Without what is personal: of a refusal none of it is kept. */
      readonly payload: unknown;
      readonly refusal: CommandRefused['refusal'];
      /** Revision of the stream on which it was judged; -1: there was none; null: not kept then. */
      readonly judgedAt: number | null;
    };

type Refused = StoredSystemEvent & { readonly event: CommandRefused };
type Entry =
  | { readonly kind: 'event'; readonly stored: StoredEvent }
  | { readonly kind: 'refused'; readonly refused: Refused };

/** One entry, and how many of both streams were given with it. */
interface Row {
  readonly entry: Entry;
  readonly taken: readonly [events: number, attempts: number];
}

const COUNT = /^\d{1,15}$/;

/** What happened, and what was asked and refused, in one order: oldest first. */
@Injectable()
export class Timelines {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SYSTEM_STREAM_READER) private readonly system: SystemStreamReader,
    @Inject(OpenedHistories) private readonly histories: OpenedHistories,
  ) {}

  /**
   * @returns undefined where nothing ever happened or was refused.
   * @throws InvalidCursorError, StoreUnavailableError, VaultUnavailableError
   */
  async page(of: HistoryOf, request: PageRequest): Promise<Page<TimelineEntry> | undefined> {
    const limit = limitOf(request);
    const list = `timeline-${streamOf(of)}`;
    const [events = 0, attempts = 0] = (decodeCursor(list, request.cursor, [COUNT, COUNT]) ?? []).map(Number);
    const stream = streamOf(of);
    const [happened, asked] = await Promise.all([
      this.reader.readStream(stream, events, limit + 1),
      this.system.read(`attempts-${stream}`, attempts, limit + 1),
    ]);
    if (happened.length + asked.length === 0 && request.cursor === undefined) return undefined;
    const rows = merged(happened, asked.filter(isRefused), [events, attempts]).slice(0, limit + 1);
    const shown = rows.flatMap(({ entry }) => (entry.kind === 'event' ? [entry.stored] : []));
    const opened = await this.histories.openerOf(of, shown);
    const storeId = await this.reader.storeId();
    const keyOf = ({ taken }: Row) => taken.map(String);
    return pageOf(list, rows, limit, keyOf, ({ entry }) => shownEntry(entry, opened, storeId));
  }
}

const isRefused = (stored: StoredSystemEvent): stored is Refused => stored.event.type === 'CommandRefused';

/** An attempt stands behind the event that it was judged on. */
function isBefore({ event: { revision, refusedAt } }: Refused, next: StoredEvent): boolean {
  return revision === null ? refusedAt < next.metadata.recordedAt : revision < next.revision;
}

function merged(
  events: readonly StoredEvent[],
  attempts: readonly Refused[],
  taken: readonly [number, number],
): readonly Row[] {
  const rows: Row[] = [];
  let [event, attempt] = [0, 0];
  while (event < events.length || attempt < attempts.length) {
    const [next, refused] = [events[event], attempts[attempt]];
    if (refused !== undefined && (next === undefined || isBefore(refused, next))) {
      attempt += 1;
      rows.push({ entry: { kind: 'refused', refused }, taken: [taken[0] + event, taken[1] + attempt] });
    } else if (next !== undefined) {
      event += 1;
      rows.push({ entry: { kind: 'event', stored: next }, taken: [taken[0] + event, taken[1] + attempt] });
    }
  }
  return rows;
}

function shownEntry(entry: Entry, opened: Opened, storeId: string): TimelineEntry {
  if (entry.kind === 'refused') return shownRefusal(entry.refused);
  const { stored } = entry;
  const { type: _, ...facts } = stored.event;
  return {
    entry: 'event',
    ...eventBrief(stored),
    payload: shownFacts(stored.metadata.payload ?? null, opened),
    data: shownFacts(facts, opened),
    facts: stored.metadata.facts ?? null,
    hash: stored.metadata.hash,
    position: formatPosition(storeId, stored.position),
  };
}

function shownRefusal({ event }: Refused): TimelineEntry {
  const { refusedAt, actor, client, command, commandId, correlationId, causationId, refusal, revision } = event;
  const by = { actor, client, command, commandId, correlationId, causationId };
  const payload = shownFacts(event.payload ?? null, () => null);
  return { entry: 'refused', recordedAt: refusedAt, ...by, payload, refusal, judgedAt: revision };
}
