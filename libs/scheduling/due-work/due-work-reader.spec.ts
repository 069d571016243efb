import type { Instant } from '#kernel/instant.js';
import type { ReadDatabase } from '#read-models/database/read-database.js';
import { DueWorkReader } from './due-work-reader.js';

const dueAt = '2026-03-05T08:00:00.000Z' as Instant;
const row = { stream: 'subscription-1', kind: 'renewal', due_at: dueAt, attempt: null, details: null };

/** Away for the first so many questions. */
function databaseAway(times: number): ReadDatabase {
  let left = times;
  const run = async () => {
    left -= 1;
    if (left >= 0) throw new Error('Postgres is away');
    return [row];
  };
  return { run } as unknown as ReadDatabase;
}

describe('reading what is due', () => {
  it('goes on after a fault where whoever reads tries again', async () => {
    const twice = <T>(read: () => Promise<T>) => read().catch(() => read());
    const pages = [];
    for await (const page of new DueWorkReader(databaseAway(1)).dueUntil(dueAt, ['renewal'], twice)) pages.push(page);
    expect(pages).toEqual([[{ stream: 'subscription-1', kind: 'renewal', dueAt, attempt: null, details: null }]]);
  });

  it('says so where nobody does', async () => {
    const pages = new DueWorkReader(databaseAway(1)).dueUntil(dueAt, ['renewal']);
    await expect(pages.next()).rejects.toThrow('Postgres is away');
  });
});
