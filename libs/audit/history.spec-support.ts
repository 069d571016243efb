import type { AuditReader } from '#event-store/audit-reader.js';
import { eventIdOf, hashOf } from '#event-store/event-hash.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';

const TYPE = 'LicenseAssigned.v1';

const hashIn = (event: RecordedEvent | undefined): string | null =>
  event === undefined ? null : (event.metadata as { readonly hash: string }).hash;

/** An event with its true hash and id, as an appender would have written it behind `previous`. */
export function linked(stream: string, position: bigint, previous?: RecordedEvent): RecordedEvent {
  const revision = previous === undefined ? 0 : previous.revision + 1;
  const previousHash = hashIn(previous);
  const [data, rest] = [{ endUserId: `u${position}` }, { actor: 'worker' }];
  const hash = hashOf({ stream, revision, previousHash, type: TYPE, data, metadata: rest });
  return {
    stream,
    revision,
    position,
    id: eventIdOf(hash),
    type: TYPE,
    data,
    metadata: { ...rest, hash, previousHash },
  };
}

/** So many events, in turn on two streams. */
export function someHistory(count: number): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    events.push(linked(`subscription-${index % 2}`, BigInt(10 * index), events[index - 2]));
  }
  return events;
}

/** Reads a list as it would the store's `$all`; pages of three, so that there are several. */
export const readerOf = (events: readonly RecordedEvent[]): AuditReader => ({
  readRecorded: async (stream, from = 0) => events.filter((each) => each.stream === stream && each.revision >= from),
  readAllRecorded: async (after) => {
    const behind = events.filter(({ position }) => after === undefined || position > after);
    const page = behind.slice(0, 3);
    return { events: page, position: page.at(-1)?.position ?? after, end: page.length < 3 };
  },
});
