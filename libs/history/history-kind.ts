import type { DomainEvent } from '#event-store/stored-event.js';
import { assertNever } from '#kernel/assert-never.js';
import type { Subject } from '#vault/vault.js';

/** Whose history can be asked for, as addresses name it. */
export const HISTORY_KINDS = ['subscriptions', 'resellers', 'customers', 'service-plans'] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** One thing with a history of its own. */
export interface HistoryOf {
  readonly kind: HistoryKind;
  /** As streams have it: a product ID without hyphens. */
  readonly id: string;
}

const PREFIX_OF: Readonly<Record<HistoryKind, string>> = {
  subscriptions: 'subscription',
  resellers: 'reseller',
  customers: 'customer',
  'service-plans': 'plan',
};

export const streamOf = ({ kind, id }: HistoryOf): string => `${PREFIX_OF[kind]}-${id}`;

/** Under whose key an event's personal data and its command's payload are sealed; undefined: it has none. */
export function subjectOf({ kind, id }: HistoryOf, event: DomainEvent): Subject | undefined {
  switch (kind) {
    case 'subscriptions':
      // What a replacement says of its order is sealed under the replacement's own key.
      return `subscription:${event.type === 'OrderReplaced' ? event.replacedBy : id}`;
    case 'customers':
      return `customer:${id}`;
    case 'resellers':
    case 'service-plans':
      return undefined;
    default:
      return assertNever(kind);
  }
}
