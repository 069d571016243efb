import { eventIdOf, hashOf } from './event-hash.js';
import type { RecordedEvent } from './recorded-event.js';

/** What is known of a stream's end from elsewhere: an anchor shows a cut tail, which the chain alone can't. */
export interface ChainEnd {
  readonly revision: number;
  readonly hash: string;
}

export type ChainVerdict =
  | { readonly verdict: 'intact'; readonly events: number }
  | {
      /** `altered`: not what was hashed. `missing`: a revision is not there. `cut`: the stream ends before its anchor. */
      readonly verdict: 'altered' | 'missing' | 'cut';
      readonly revision: number;
      readonly problem: string;
    };

interface Link {
  readonly hash: unknown;
  readonly previousHash: unknown;
  readonly rest: unknown;
}

function linkOf(metadata: unknown): Link {
  if (typeof metadata !== 'object' || metadata === null) return { hash: undefined, previousHash: undefined, rest: {} };
  const { hash, previousHash, ...rest } = metadata as Record<string, unknown>;
  return { hash, previousHash, rest };
}

/** The links of an event as it says them itself; null: it says none, as the events of system streams do. */
export function linksOf({ metadata }: RecordedEvent): { readonly hash: string; readonly previousHash: unknown } | null {
  const { hash, previousHash } = linkOf(metadata);
  return typeof hash === 'string' ? { hash, previousHash } : null;
}

/** What is wrong with an event behind the one with this hash (null: behind none); undefined: nothing. */
export function linkFault(event: RecordedEvent, previousHash: string | null): string | undefined {
  if (linkOf(event.metadata).previousHash !== previousHash) return 'does not name the hash of the event before';
  return contentFault(event);
}

/** Whether the event is what it says it is, whatever stands before it. */
export function contentFault(event: RecordedEvent): string | undefined {
  const link = linkOf(event.metadata);
  const { stream, revision, type } = event;
  const { previousHash } = link;
  if (previousHash !== null && typeof previousHash !== 'string') return 'names no hash of the event before';
  const hash = hashOf({ stream, revision, previousHash, type, data: event.data ?? null, metadata: link.rest });
  if (link.hash !== hash) return 'is not what its hash was made of';
  return eventIdOf(hash) === event.id ? undefined : 'has another id than its hash says';
}

/**
 * Checks a whole stream, first event first.
 * @param anchor the newest one known for this stream.
 */
export function verifyChain(events: readonly RecordedEvent[], anchor?: ChainEnd): ChainVerdict {
  let previousHash: string | null = null;
  for (const [index, event] of events.entries()) {
    if (event.revision !== index) {
      return { verdict: 'missing', revision: index, problem: `is followed by revision ${event.revision}` };
    }
    const problem = linkFault(event, previousHash);
    if (problem !== undefined) return { verdict: 'altered', revision: index, problem };
    previousHash = linkOf(event.metadata).hash as string;
    if (anchor?.revision === index && anchor.hash !== previousHash) {
      return { verdict: 'altered', revision: index, problem: 'has another hash than its anchor' };
    }
  }
  if (anchor !== undefined && anchor.revision >= events.length) {
    return { verdict: 'cut', revision: events.length, problem: `was followed up to revision ${anchor.revision}` };
  }
  return { verdict: 'intact', events: events.length };
}
