import { isOfTheDomain } from '#event-store/codec/system-codec.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';

/** Whose record is asked for. */
export type AuditScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'reseller' | 'customer' | 'subscription'; readonly id: string };

export interface AuditRequest {
  readonly scope: AuditScope;
  /** Recorded at this instant or later; null: from the first event on. */
  readonly from: string | null;
  /** Recorded before this instant; null: to the last event. */
  readonly to: string | null;
}

const ATTEMPTS = 'attempts-';
const CLAIMS = 'customer-claim-';

const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** When it was written down; a refused attempt says so among its facts. */
const recordedAtOf = ({ data, metadata }: RecordedEvent): string | undefined => {
  const at = partOf(metadata, 'recordedAt') ?? partOf(data, 'refusedAt');
  return typeof at === 'string' ? at : undefined;
};

/**
 * Chooses from `$all`, event by event in order, what a request asks for: whole streams, known by their first event, and
 * the refused attempts beside them. Remembers the names of the streams that it took.
 */
export class AuditSelection {
  private readonly taken = new Set<string>();

  constructor(private readonly request: AuditRequest) {}

  takes(event: RecordedEvent): boolean {
    const ofInterest = isOfTheDomain(event) || event.stream.startsWith(ATTEMPTS);
    return ofInterest && this.isInScope(event) && this.isInTime(event);
  }

  private isInTime(event: RecordedEvent): boolean {
    const { from, to } = this.request;
    const at = recordedAtOf(event);
    if (at === undefined) return from === null && to === null;
    return (from === null || at >= from) && (to === null || at < to);
  }

  private isInScope(event: RecordedEvent): boolean {
    const { stream } = event;
    if (stream.startsWith(ATTEMPTS)) return this.isTaken(stream.slice(ATTEMPTS.length));
    if (this.taken.has(stream)) return true;
    const begins = this.isTaken(stream) || this.belongs(event);
    if (begins) this.taken.add(stream);
    return begins;
  }

  /** Whether a stream is known to be the scope's, by its name or by an event before. */
  private isTaken(stream: string): boolean {
    const { scope } = this.request;
    if (scope.kind === 'everything') return true;
    return stream === `${scope.kind}-${scope.id}` || this.taken.has(stream);
  }

  private belongs({ stream, data, metadata }: RecordedEvent): boolean {
    const { scope } = this.request;
    if (scope.kind === 'reseller') return partOf(metadata, 'resellerId') === scope.id;
    if (scope.kind !== 'customer') return false;
    if (stream === `cart-${scope.id}`) return true;
    const named = stream.startsWith(CLAIMS) ? data : partOf(data, 'order');
    return partOf(named, 'customerId') === scope.id;
  }
}
