import pg from 'pg';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import type { AnyProjection } from '#projections/projection.js';
import { foldBatch, keyText, planBatch } from '#projections/runner/batch-fold.js';
import { positionOf } from '#projections/runner/leader-store.js';
import { upsertRows } from '#projections/runner/row-statements.js';
import { migrateReadModels } from '#read-models/database/migrate.js';

/** As a rebuild takes them. */
const BATCH_EVENTS = 2_000;

type Row = Record<string, unknown>;

/** The rows that each batch of events leaves behind, as a rebuild writes them. */
export async function rowsOfBatches(
  reader: EventReader,
  projection: AnyProjection,
): Promise<readonly (readonly Row[])[]> {
  const present = new Map<string, Row>();
  const batches: Row[][] = [];
  let after: bigint | undefined;
  for (let end = false; !end; ) {
    const page: { readonly items: readonly AllItem[]; readonly end: boolean } = await reader.readAll(
      after,
      BATCH_EVENTS,
    );
    const plan = planBatch(projection, page.items);
    const before = plan.keys.flatMap((key) => {
      const row = present.get(keyText(key));
      return row === undefined ? [] : [row];
    });
    const { rows } = foldBatch(plan, before, new Set());
    for (const { key, row } of rows) if (row !== undefined) present.set(keyText(key), row);
    batches.push(rows.flatMap(({ row }) => (row === undefined ? [] : [row])));
    after = page.items.length === 0 ? after : positionOf(page.items.at(-1) as AllItem);
    end = page.end;
  }
  return batches;
}

/** Nothing but the upserts, batch by batch, into a table like the served one. @returns seconds. */
export async function upsertAll(
  databaseUrl: string,
  { table }: AnyProjection,
  batches: readonly (readonly Row[])[],
): Promise<number> {
  await migrateReadModels(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('CREATE SCHEMA bench_raw');
    await client.query(`CREATE TABLE bench_raw.${table.name} (LIKE read_model.${table.name} INCLUDING ALL)`);
    await client.query('SET synchronous_commit = off');
    const began = performance.now();
    for (const rows of batches) {
      if (rows.length === 0) continue;
      const { name, text, values } = upsertRows('bench_raw', table, rows);
      await client.query({ name, text, values });
    }
    return (performance.now() - began) / 1_000;
  } finally {
    await client.query('DROP SCHEMA bench_raw CASCADE');
    await client.end();
  }
}
