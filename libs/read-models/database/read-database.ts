import { isNativeError } from 'node:util/types';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { ReadModelTables } from './read-model-tables.js';
import { READ_MODEL_SCHEMA } from './table.js';
import { typeParsers } from './type-parsers.js';

/** Queries of one process at once; more wait for a connection. */
const CONNECTIONS_MAX = 10;
/** A caller is told to come back rather than kept waiting for a Postgres that is away. */
const CONNECT_MS_MAX = 2_000;
/** No query of ours is meant to take longer; one that does must not hold its connection for ever. */
const STATEMENT_MS_MAX = 10_000;

/** Postgres is away, or the projector has not made its tables yet: try again later. */
export class ReadModelUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The read models cannot be queried now', { cause });
  }
}

/** It was given up: it asks for more than can be looked at in one answer. */
export class QueryTooLongError extends Error {
  constructor(cause: unknown) {
    super('The query took too long and was given up', { cause });
  }
}

/** SQLSTATE `query_canceled`: what `statement_timeout` does. */
const GIVEN_UP = '57014';

/** SQLSTATE classes and codes that say nothing against the query: connection, resources, shutdown, not migrated yet. */
const UNAVAILABLE = /^(08...|53...|57P0.|3D000|3F000|42P01|28...)$/;

/** The operating system's names of what happens to connections, ECONNREFUSED and the like; the driver's own have no code. */
const SYSTEM_CODE = /^E[A-Z]+$/;
const DRIVER_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|connection error|timeout expired/i;

function isUnavailable(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error instanceof pg.DatabaseError) return UNAVAILABLE.test(code ?? '');
  return code === undefined ? DRIVER_MESSAGE.test(error.message) : SYSTEM_CODE.test(code);
}

/** The read models' Postgres, for queries. */
export class ReadDatabase {
  private readonly db: Kysely<ReadModelTables>;

  /** @param statementMsMax a query that takes longer is given up. */
  constructor(databaseUrl: string, statementMsMax: number = STATEMENT_MS_MAX) {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      statement_timeout: statementMsMax,
      types: typeParsers,
    });
    // An idle connection that breaks is replaced at the next query; nobody else has to hear of it.
    pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
    this.db = new Kysely<ReadModelTables>({ dialect: new PostgresDialect({ pool }) }).withSchema(READ_MODEL_SCHEMA);
  }

  /** @throws ReadModelUnavailableError when Postgres or the tables are away, QueryTooLongError. */
  async run<T>(query: (db: Kysely<ReadModelTables>) => Promise<T>): Promise<T> {
    try {
      return await query(this.db);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === GIVEN_UP) throw new QueryTooLongError(error);
      throw isUnavailable(error) ? new ReadModelUnavailableError(error) : error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.db.destroy();
  }
}
