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
  const values = columns.map((column) => rows.map((row) => encoded(row[column], typeOf(table, column))));
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

/** JSON as text, or the driver would take it for an array of arrays; a bigint as its digits. */
function encoded(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  return typeof value === 'bigint' ? value.toString() : value;
}
