import type pg from 'pg';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { Difference, TableDifferences } from '#read-models/rebuilds/rebuild.rows.js';
import type { AnyProjection } from '../projection.js';

type Table = AnyProjection['table'];
type Row = Readonly<Record<string, unknown>>;

/** What is served, and what was made again, both as one snapshot of Postgres shows them. */
export interface Compared extends TableDifferences {
  readonly examples: readonly Difference[];
}

/** Compares a table row by row. Postgres does the work: nothing is held here but the examples. */
export async function compareTable(
  client: pg.Client,
  schema: string,
  table: Table,
  examplesMax: number,
): Promise<Compared> {
  const { rows } = await client.query(
    `SELECT count(r.*)::int8 AS rows,
       count(*) FILTER (WHERE s.${first(table)} IS NULL)::int8 AS added,
       count(*) FILTER (WHERE r.${first(table)} IS NULL)::int8 AS removed,
       count(*) FILTER (WHERE s.${first(table)} IS NOT NULL AND r.${first(table)} IS NOT NULL AND ${differs(table)})::int8
         AS changed
     FROM ${joined(schema, table)}`,
  );
  const [counts = {}] = rows as readonly Row[];
  const of = (name: string): number => Number(counts[name] ?? 0);
  const [added, removed, changed] = [of('added'), of('removed'), of('changed')];
  const examples =
    added + removed + changed === 0 || examplesMax === 0 ? [] : await examplesOf(client, schema, table, examplesMax);
  return { table: table.name, rows: of('rows'), added, removed, changed, examples };
}

async function examplesOf(
  client: pg.Client,
  schema: string,
  table: Table,
  max: number,
): Promise<readonly Difference[]> {
  const { rows } = await client.query<{ served: Row | null; rebuilt: Row | null }>(
    `SELECT to_jsonb(s) AS served, to_jsonb(r) AS rebuilt FROM ${joined(schema, table)}
     WHERE s.${first(table)} IS NULL OR r.${first(table)} IS NULL OR ${differs(table)} LIMIT $1`,
    [max],
  );
  return rows.flatMap(({ served, rebuilt }) => differencesOf(table, served, rebuilt)).slice(0, max);
}

function differencesOf(table: Table, served: Row | null, rebuilt: Row | null): readonly Difference[] {
  const key = Object.fromEntries(table.key.map((column) => [column, (rebuilt ?? served)?.[column]]));
  if (served === null || rebuilt === null) return [{ table: table.name, key, field: null, served, rebuilt }];
  return Object.keys(table.columns)
    .filter((column) => JSON.stringify(served[column]) !== JSON.stringify(rebuilt[column]))
    .map((field) => ({ table: table.name, key, field, served: served[field], rebuilt: rebuilt[field] }));
}

const first = ({ key }: Table): string => key[0] ?? '';
const joined = (schema: string, { name, key }: Table): string =>
  `${READ_MODEL_SCHEMA}.${name} s FULL JOIN ${schema}.${name} r ON ${key.map((column) => `s.${column} = r.${column}`).join(' AND ')}`;
const differs = ({ columns }: Table): string => {
  const of = (alias: string) => Object.keys(columns).map((column) => `${alias}.${column}`);
  return `ROW(${of('s').join(', ')}) IS DISTINCT FROM ROW(${of('r').join(', ')})`;
};

/** Rows are hashed in so many groups by their keys, so that no group grows too large for one value of Postgres. */
const GROUPS = 65_536;

/** SHA-256 (hex) over every row of a schema's tables: of each table in the order of its keys, the tables by name. */
export async function hashRows(client: pg.Client, schema: string, tables: readonly Table[]): Promise<string> {
  const inOrder = [...tables].sort((one, other) => (one.name < other.name ? -1 : 1));
  const hashes: string[] = [];
  for (const table of inOrder) hashes.push(`${table.name}:${await hashTable(client, schema, table)}`);
  const { rows } = await client.query(`SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex') AS hash`, [hashes.join()]);
  return String(rows[0]?.hash);
}

async function hashTable(client: pg.Client, schema: string, { name, key, columns }: Table): Promise<string> {
  const row = `sha256(convert_to(ROW(${Object.keys(columns).join(', ')})::text, 'UTF8'))`;
  const { rows } = await client.query(
    `SELECT encode(sha256(coalesce(string_agg(hash, ''::bytea ORDER BY part), ''::bytea)), 'hex') AS hash FROM (
       SELECT part, sha256(string_agg(hash, ''::bytea ORDER BY ${key.join(', ')})) AS hash FROM (
         SELECT abs(hashtext(${key[0]}::text)) % ${GROUPS} AS part, ${row} AS hash, ${key.join(', ')}
         FROM ${schema}.${name}
       ) hashed GROUP BY part
     ) parts`,
  );
  return String(rows[0]?.hash);
}

/**
 * Begins a transaction that sees one moment of the database, whatever is committed later. Texts of rows must not depend
 * on the server's settings.
 */
export async function fixMoment(client: pg.Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query("SET LOCAL timezone = 'UTC'");
  await client.query("SET LOCAL datestyle = 'ISO, YMD'");
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query("SET LOCAL work_mem = '64MB'");
  await client.query('SELECT 1 FROM read_model.checkpoint LIMIT 1');
}
