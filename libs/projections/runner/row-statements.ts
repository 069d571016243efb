import { type ColumnType, READ_MODEL_SCHEMA, type Table } from '#read-models/database/table.js';

type AnyTable = Table<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;

/** A statement with a name is parsed and planned once on each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Loads the rows of many keys in one round trip. */
export function selectRows(table: AnyTable, keys: readonly (readonly (string | number)[])[]): Statement {
  const on = table.key.map((column) => `r.${column} = k.${column}`).join(' AND ');
  const text = `SELECT r.* FROM ${named(table)} r JOIN ${keysOf(table)} ON ${on}`;
  return { name: `select_${table.name}`, text, values: keyArrays(table, keys) };
}

/** Writes whole rows, new or not: absolute values, so that a second time changes nothing. */
export function upsertRows(table: AnyTable, rows: readonly Row[]): Statement {
  const columns = Object.keys(table.columns);
  const arrays = columns.map((column, index) => `$${index + 1}::${typeOf(table, column)}[]`).join(', ');
  const others = columns.filter((column) => !table.key.includes(column));
  const set = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const text = `INSERT INTO ${named(table)} (${columns.join(', ')}) SELECT * FROM unnest(${arrays})
    ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${set}`;
  const values = columns.map((column) => rows.map((row) => encoded(row[column], typeOf(table, column))));
  return { name: `upsert_${table.name}`, text, values };
}

export function deleteRows(table: AnyTable, keys: readonly (readonly (string | number)[])[]): Statement {
  const on = table.key.map((column) => `r.${column} = k.${column}`).join(' AND ');
  const text = `DELETE FROM ${named(table)} r USING ${keysOf(table)} WHERE ${on}`;
  return { name: `delete_${table.name}`, text, values: keyArrays(table, keys) };
}

const named = (table: AnyTable): string => `${READ_MODEL_SCHEMA}.${table.name}`;
const typeOf = (table: AnyTable, column: string): ColumnType => table.columns[column] ?? 'text';

const keysOf = (table: AnyTable): string => {
  const arrays = table.key.map((column, index) => `$${index + 1}::${typeOf(table, column)}[]`).join(', ');
  return `unnest(${arrays}) AS k(${table.key.join(', ')})`;
};

const keyArrays = (table: AnyTable, keys: readonly (readonly (string | number)[])[]): unknown[] =>
  table.key.map((_, index) => keys.map((key) => key[index]));

/** JSON as text, or the driver would take it for an array of arrays; a bigint as its digits. */
function encoded(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  return typeof value === 'bigint' ? value.toString() : value;
}
