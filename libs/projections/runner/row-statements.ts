import type { ColumnType, Table } from '#read-models/database/table.js';

type AnyTable = Table<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;

/** A statement with a name is parsed and planned once on each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

type Keys = readonly (readonly (string | number)[])[];

/** Loads the rows of many keys in one round trip. @param schema the served one, or one that is being rebuilt. */
export function selectRows(schema: string, table: AnyTable, keys: Keys): Statement {
  const on = table.key.map((column) => `r.${column} = k.${column}`).join(' AND ');
  const text = `SELECT r.* FROM ${schema}.${table.name} r JOIN ${keysOf(table)} ON ${on}`;
  return { name: `select_${schema}_${table.name}`, text, values: keyArrays(table, keys) };
}

/** Writes whole rows, new or not: absolute values, so that a second time changes nothing. */
export function upsertRows(schema: string, table: AnyTable, rows: readonly Row[]): Statement {
  const columns = Object.keys(table.columns);
  const arrays = columns.map((column, index) => `$${index + 1}::${typeOf(table, column)}[]`).join(', ');
  const others = columns.filter((column) => !table.key.includes(column));
  const set = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const text = `INSERT INTO ${schema}.${table.name} (${columns.join(', ')}) SELECT * FROM unnest(${arrays})
    ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${set}`;
  const values = columns.map((column) => arrayOf(typeOf(table, column), rows, column));
  return { name: `upsert_${schema}_${table.name}`, text, values };
}

export function deleteRows(schema: string, table: AnyTable, keys: Keys): Statement {
  const on = table.key.map((column) => `r.${column} = k.${column}`).join(' AND ');
  const text = `DELETE FROM ${schema}.${table.name} r USING ${keysOf(table)} WHERE ${on}`;
  return { name: `delete_${schema}_${table.name}`, text, values: keyArrays(table, keys) };
}

const typeOf = (table: AnyTable, column: string): ColumnType => table.columns[column] ?? 'text';

const keysOf = (table: AnyTable): string => {
  const arrays = table.key.map((column, index) => `$${index + 1}::${typeOf(table, column)}[]`).join(', ');
  return `unnest(${arrays}) AS k(${table.key.join(', ')})`;
};

const keyArrays = (table: AnyTable, keys: Keys): unknown[] =>
  table.key.map((_, index) => keys.map((key) => key[index]));

const TO_ESCAPE = /["\\]/;
const quoted = (text: string): string => `"${TO_ESCAPE.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;

/**
 * A column of all rows as Postgres reads an array. The driver would do it, value by value and for any type: with the type
 * known it takes a fraction of that, and it is most of what a batch costs here.
 */
function arrayOf(type: ColumnType, rows: readonly Row[], column: string): string {
  const textOf = type === 'jsonb' ? (value: unknown) => quoted(JSON.stringify(value)) : plainText;
  const texts = rows.map((row) => {
    const value = row[column];
    return value === null || value === undefined ? 'NULL' : textOf(value);
  });
  return `{${texts.join(',')}}`;
}

const plainText = (value: unknown): string => (typeof value === 'string' ? quoted(value) : String(value));
