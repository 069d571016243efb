import pg from 'pg';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { ProjectionName } from '#read-models/progress/checkpoint.rows.js';
import type { AnyProjection } from '../projection.js';

/** What the runner keeps of a projection beside its rows; the checkpoint is made durable last, and so vouches for all. */
const PROGRESS_TABLES = ['parked_stream', 'parked_event', 'checkpoint'] as const;

export const tablesOf = ({ table, details }: AnyProjection): readonly AnyProjection['table'][] =>
  details === undefined ? [table] : [table, details.table];

const tableNames = (projections: readonly AnyProjection[]): readonly string[] =>
  projections.flatMap((projection) => tablesOf(projection).map(({ name }) => name));

/**
 * The tables of some projections a second time, in a schema of their own, as they are served but empty. They are not
 * logged while they fill, the checkpoint neither: if the server crashes, all of it is gone together, and is begun again.
 */
export async function createShadow(
  client: pg.Client,
  schema: string,
  projections: readonly AnyProjection[],
): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.query(`COMMENT ON SCHEMA ${schema} IS ${pg.escapeLiteral(await tablesVersion(client))}`);
    for (const table of [...tableNames(projections), ...PROGRESS_TABLES]) await createTable(client, schema, table);
    await client.query(`ALTER TABLE ${schema}.checkpoint ADD COLUMN tally jsonb NOT NULL DEFAULT '[]'`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Only the primary key at first: other indexes are made once, when everything is in. */
async function createTable(client: pg.Client, schema: string, table: string): Promise<void> {
  await client.query(
    `CREATE UNLOGGED TABLE ${schema}.${table} (LIKE ${READ_MODEL_SCHEMA}.${table} INCLUDING ALL EXCLUDING INDEXES)`,
  );
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE conrelid = $1::regclass AND contype = 'p'`,
    [`${READ_MODEL_SCHEMA}.${table}`],
  );
  for (const { name, definition } of rows) {
    await client.query(`ALTER TABLE ${schema}.${table} ADD CONSTRAINT ${name} ${definition}`);
  }
}

/** A schema with nothing but the runner's own tables: what the served tables move to when others take their place. */
export async function createKeep(client: pg.Client, schema: string): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.query(`CREATE SCHEMA ${schema}`);
  for (const table of PROGRESS_TABLES) {
    await client.query(`CREATE TABLE ${schema}.${table} (LIKE ${READ_MODEL_SCHEMA}.${table} INCLUDING ALL)`);
  }
  await client.query(`ALTER TABLE ${schema}.checkpoint ADD COLUMN tally jsonb NOT NULL DEFAULT '[]'`);
}

export async function dropShadow(client: pg.Client, schema: string): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
}

/** False: it is not there, or the server crashed while it was not logged yet, and it has to be begun again. */
export async function hasProgress(
  client: pg.Client,
  schema: string,
  projections: readonly ProjectionName[],
): Promise<boolean> {
  const { rows: found } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [`${schema}.checkpoint`]);
  if (found[0]?.there !== true) return false;
  const { rows } = await client.query(`SELECT projection FROM ${schema}.checkpoint`);
  return projections.every((name) => rows.some(({ projection }) => projection === name));
}

/** False: they were made before a newer version of Termbook changed the served ones. */
export async function isOfTheseTables(client: pg.Client, schema: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT obj_description(oid, 'pg_namespace') AS version FROM pg_namespace WHERE nspname = $1`,
    [schema],
  );
  return rows[0]?.version === (await tablesVersion(client));
}

/** Every index that the served tables have, the tables durable, and the planner told: they could be served. Repeatable. */
export async function finishShadow(
  client: pg.Client,
  schema: string,
  projections: readonly AnyProjection[],
): Promise<void> {
  for (const table of tableNames(projections)) {
    await createIndexes(client, schema, table);
    await makeDurable(client, schema, table);
    await client.query(`ANALYZE ${schema}.${table}`);
  }
  for (const table of PROGRESS_TABLES) await makeDurable(client, schema, table);
}

async function createIndexes(client: pg.Client, schema: string, table: string): Promise<void> {
  const { rows } = await client.query<{ definition: string }>(
    `SELECT indexdef AS definition FROM pg_indexes served
     WHERE schemaname = $1 AND tablename = $2
       AND NOT EXISTS (SELECT FROM pg_indexes mine WHERE mine.schemaname = $3 AND mine.indexname = served.indexname)`,
    [READ_MODEL_SCHEMA, table, schema],
  );
  for (const { definition } of rows) {
    await client.query(definition.replace(` ON ${READ_MODEL_SCHEMA}.`, ` ON ${schema}.`));
  }
}

async function makeDurable(client: pg.Client, schema: string, table: string): Promise<void> {
  const { rows } = await client.query('SELECT relpersistence AS is FROM pg_class WHERE oid = $1::regclass', [
    `${schema}.${table}`,
  ]);
  if (rows[0]?.is === 'u') await client.query(`ALTER TABLE ${schema}.${table} SET LOGGED`);
}

/** The newest migration that was run: tables made before it and after it are not the same. */
export async function tablesVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `SELECT name FROM ${READ_MODEL_SCHEMA}.kysely_migration ORDER BY timestamp DESC, name DESC LIMIT 1`,
  );
  return String(rows[0]?.name ?? '');
}
