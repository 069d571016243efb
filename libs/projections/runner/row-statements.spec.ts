import { describe, expect, it } from '@jest/globals';
import type { Table } from '#read-models/database/table.js';
import { upsertRows } from './row-statements.js';

const table: Table<Record<string, unknown>> = {
  name: 't',
  key: ['id'],
  columns: { id: 'text', minor: 'int8', seats: 'int4', open: 'bool', on: 'date', at: 'timestamptz', facts: 'jsonb' },
};

const valuesOf = (...rows: readonly Record<string, unknown>[]) => upsertRows('s', table, rows).values;

describe('the columns of a batch, as Postgres reads arrays', () => {
  it('are typed: text quoted, numbers and truth plain, JSON as text', () => {
    const row = {
      id: 'a',
      minor: 9n,
      seats: 2,
      open: true,
      on: '2026-01-31',
      at: '2026-01-31T00:00:00.000Z',
      facts: [1],
    };
    expect(valuesOf(row)).toEqual([
      '{"a"}',
      '{9}',
      '{2}',
      '{true}',
      '{"2026-01-31"}',
      '{"2026-01-31T00:00:00.000Z"}',
      '{"[1]"}',
    ]);
  });

  it('tell nothing from the word for it, and keep what has a meaning in arrays', () => {
    const texts = ['NULL', '', 'a,b', '{}', 'say "no"', 'back\\slash', 'ünï 日本', 'line\nbreak'];
    expect(valuesOf(...texts.map((id) => ({ id })), { id: null })[0]).toBe(
      '{"NULL","","a,b","{}","say \\"no\\"","back\\\\slash","ünï 日本","line\nbreak",NULL}',
    );
    expect(valuesOf({ id: 'a', facts: { text: 'a "b"' } })[6]).toBe('{"{\\"text\\":\\"a \\\\\\"b\\\\\\"\\"}"}');
  });
});
