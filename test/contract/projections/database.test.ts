import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { ResellerId } from '#kernel/ids.js';
import { allProjections } from '#projections/all-projections.js';
import { migrateReadModels } from '#read-models/database/migrate.js';
import { QueryTooLongError, ReadDatabase, ReadModelUnavailableError } from '#read-models/database/read-database.js';
import { SourceStore } from '#read-models/database/source-store.js';
import { ResellerQueries } from '#read-models/reseller/reseller.queries.js';
import { calendar } from './market.js';
import { Bench } from './running-projections.js';

const bench = Bench.ofFile();

describe('the tables', () => {
  it('are made once by several at the same time, and again without any change', async () => {
    const { url, pool } = await bench.readModels();
    await Promise.all([migrateReadModels(url), migrateReadModels(url), migrateReadModels(url)]);
    await pool.query("INSERT INTO read_model.charge_account VALUES ('s', 'r')");
    await migrateReadModels(url);
    const { rows } = await pool.query('SELECT * FROM read_model.charge_account');
    expect(rows).toEqual([{ subscription_id: 's', reseller_id: 'r' }]);
  });

  it('have the very columns that the projections write', async () => {
    const { url, pool } = await bench.readModels();
    await migrateReadModels(url);
    const tables = allProjections(calendar).flatMap(({ table, details }) => [
      table,
      ...(details ? [details.table] : []),
    ]);
    for (const { name, columns } of tables) {
      const { rows } = await pool.query(
        `SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = 'read_model' AND table_name = $1`,
        [name],
      );
      expect(Object.fromEntries(rows.map((row) => [row.column_name, row.udt_name]))).toEqual(columns);
    }
  });
});

describe('a query', () => {
  it('that takes too long is given up, and the next one is answered', async () => {
    const database = new ReadDatabase((await bench.readModels()).url, 50);
    await expect(database.run((db) => sql`SELECT pg_sleep(10)`.execute(db))).rejects.toThrow(QueryTooLongError);
    expect((await database.run((db) => sql`SELECT 1 AS one`.execute(db))).rows).toEqual([{ one: 1 }]);
    await database.onModuleDestroy();
  });

  it('says that it cannot be answered now: before there are tables, and while Postgres is away', async () => {
    const { url } = await bench.readModels();
    const database = new ReadDatabase(url);
    const resellers = new ResellerQueries(database, new SourceStore(database));
    const find = () => resellers.find('r-1' as ResellerId);
    await expect(find()).rejects.toThrow(ReadModelUnavailableError);
    await migrateReadModels(url);
    expect(await find()).toBeUndefined();
    await bench.postgres.stop();
    await expect(find()).rejects.toThrow(ReadModelUnavailableError);
    await bench.postgres.start();
    expect(await find()).toBeUndefined();
    await database.onModuleDestroy();
  });
});
