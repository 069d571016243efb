import { formatPosition } from '#event-store/position.js';
import type { Instant } from '#kernel/instant.js';
import type {
  Asked,
  Preview,
  Proof,
  RebuildRow,
  RebuildStatus,
  RebuildWish,
} from '#read-models/rebuilds/rebuild.rows.js';

export interface RebuildAnswer {
  readonly rebuildId: string;
  readonly projections: readonly string[];
  readonly status: RebuildStatus;
  readonly wanted: RebuildWish | null;
  readonly asked: readonly Asked[];
  readonly eventsPerSecondMax: number | null;
  readonly startedAt: Instant;
  readonly readyAt: Instant | null;
  readonly cutOverAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly rollBackPossible: boolean;
  readonly position: { readonly from: string | null; readonly to: string | null };
  readonly eventsRead: number;
  readonly eventsTotal: number | null;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number | null;
  readonly proof: Proof | null;
  readonly preview: Preview | null;
  readonly error: string | null;
}

/** How long the rest will take at this rate; null: nobody can say yet. */
export function etaOf(read: bigint, total: bigint | null, perSecond: number): number | null {
  if (total === null || perSecond <= 0) return null;
  return Math.ceil(Math.max(0, Number(total - read)) / perSecond);
}

export const positionText = (storeId: string, position: bigint | null): string | null =>
  position === null ? null : formatPosition(storeId, position);

export const rebuildAnswer = (row: RebuildRow, storeId: string): RebuildAnswer => ({
  rebuildId: row.rebuild_id,
  projections: row.projections,
  status: row.status,
  wanted: row.wanted,
  asked: row.asked,
  eventsPerSecondMax: row.events_per_second_max,
  startedAt: row.started_at,
  readyAt: row.ready_at,
  cutOverAt: row.cut_over_at,
  finishedAt: row.finished_at,
  rollBackPossible: row.status === 'cut-over' && row.old_tables,
  position: { from: positionText(storeId, row.position_from), to: positionText(storeId, row.position_to) },
  eventsRead: Number(row.events_read),
  eventsTotal: row.events_total === null ? null : Number(row.events_total),
  eventsPerSecond: row.events_per_second,
  etaSeconds: row.status === 'reading' ? etaOf(row.events_read, row.events_total, row.events_per_second) : null,
  proof: row.proof,
  preview: row.preview,
  error: row.error,
});
