import type { Instant } from '#kernel/instant.js';
import type { Table } from '../database/table.js';

export type DueKind = 'provisioning' | 'csn' | 'instalment' | 'cutoff' | 'renewal' | 'end' | 'unfinished';

export type DueDetails =
  /** provisioning: what the vendor knows the order by. */
  | { readonly trackingId: string }
  /** csn: which registration the vendor is asked about. */
  | { readonly registration: number; readonly csn: string }
  /** unfinished: the subscription whose first event has not been seen yet. */
  | { readonly subscriptionId: string };

/** What falls due next, one row for each stream and kind: as many as there are streams with work, not as jobs. */
export interface DueWorkRow {
  readonly stream: string;
  readonly kind: DueKind;
  readonly due_at: Instant;
  readonly attempt: number | null;
  readonly details: DueDetails | null;
  /** An operator keeps it from happening: nobody is woken for it. */
  readonly held: boolean;
}

export const dueWorkTable: Table<DueWorkRow> = {
  name: 'due_work',
  key: ['stream', 'kind'],
  columns: { stream: 'text', kind: 'text', due_at: 'timestamptz', attempt: 'int4', details: 'jsonb', held: 'bool' },
};

/** What the next due work is computed from; `fold` belongs to the projection alone. */
export interface DueFoldRow {
  readonly stream: string;
  readonly fold: object;
}

export const dueFoldTable: Table<DueFoldRow> = {
  name: 'due_fold',
  key: ['stream'],
  columns: { stream: 'text', fold: 'jsonb' },
};
