import type { AllItem } from '#event-store/event-reader.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import type { AnyProjection } from './projection.js';
import { type FoldedBatch, foldBatch, planBatch } from './runner/batch-fold.js';

/** A moment for events whose own does not matter. */
export const SOME_INSTANT = '2026-03-05T18:00:00.000Z' as Instant;

/** As the reader hands events on: revisions count within each stream, positions over all, from 100. */
export function itemsOf(...events: readonly (readonly [stream: string, event: DomainEvent])[]): AllItem[] {
  const revisions = new Map<string, number>();
  return events.map(([stream, event], index) => {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const position = BigInt(100 + index);
    return { kind: 'event', event: { stream, revision, position, id: `id-${position}`, event, metadata } };
  });
}

const metadata = {
  commandId: null,
  requestHash: null,
  command: 'Test',
  correlationId: 'c',
  causationId: null,
  actor: 'test',
  resellerId: null,
  effectiveAt: SOME_INSTANT,
  recordedAt: SOME_INSTANT,
  hash: 'h',
  previousHash: null,
};

/** What a projection makes of events in one batch, on empty tables. */
export const folded = (projection: AnyProjection, ...items: readonly AllItem[]): FoldedBatch =>
  foldBatch(planBatch(projection, items), [], new Set());

/** The rows that are left. */
export const rowsOf = (batch: FoldedBatch) => batch.rows.flatMap(({ row }) => (row === undefined ? [] : [row]));
export const detailsOf = (batch: FoldedBatch) => batch.details.flatMap(({ row }) => (row === undefined ? [] : [row]));
