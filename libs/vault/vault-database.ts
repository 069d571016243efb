import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { takeRandom } from './random-pool.js';
import type { SubjectKey } from './sealing.js';
import { type Subject, VaultUnavailableError } from './vault.js';

/** A vault that is away is told at once: those who wait are answered 503. */
const CONNECT_MS = 2_000;
const QUERY_MS = 2_000;
/** Round trips are batched, so a few connections carry everything. */
const CONNECTIONS_MAX = 4;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 9;
/** Any number, as long as it is nobody else's in this database. */
const MIGRATION_LOCK = 7_226_001;

/** What the vault holds for a subject: its key, or that it was destroyed. */
export type Held = SubjectKey | 'destroyed';

const MIGRATION = `
  CREATE SCHEMA IF NOT EXISTS vault;
  CREATE TABLE IF NOT EXISTS vault.subject_key (
    subject text PRIMARY KEY,
    key_id text NOT NULL,
    key bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
  );
  CREATE INDEX IF NOT EXISTS subject_key_destroyed ON vault.subject_key (destroyed_at) WHERE destroyed_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS vault.hmac_key (
    purpose text PRIMARY KEY,
    key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );`;

/** Ordered, so that two batches which want the same subjects never wait for each other in a circle. */
const MAKE_KEYS = `
  INSERT INTO vault.subject_key (subject, key_id, key)
  SELECT subject, key_id, key FROM unnest($1::text[], $2::text[], $3::bytea[]) AS made (subject, key_id, key)
  ORDER BY subject
  ON CONFLICT (subject) DO NOTHING`;

const READ_KEYS = 'SELECT subject, key_id, key FROM vault.subject_key WHERE subject = ANY($1::text[])';

const DESTROY_KEY = `
  INSERT INTO vault.subject_key (subject, key_id, key, destroyed_at) VALUES ($1, $2, NULL, now())
  ON CONFLICT (subject) DO UPDATE SET key = NULL, destroyed_at = coalesce(subject_key.destroyed_at, now())`;

/** Longer than any statement of ours takes to commit. */
const READ_DESTROYED = `
  SELECT destroyed.subject, clock.until FROM (SELECT now() - interval '10 seconds' AS until) AS clock
  LEFT JOIN vault.subject_key AS destroyed ON destroyed.destroyed_at >= $1::timestamptz`;

interface DestroyedRow {
  readonly subject: Subject | null;
  readonly until: Date;
}

interface KeyRow {
  readonly subject: Subject;
  readonly key_id: string;
  readonly key: Buffer | null;
}

const newKeyId = (): string => takeRandom(KEY_ID_BYTES).toString('base64url');
const newKey = (): SubjectKey => ({ id: newKeyId(), key: takeRandom(KEY_BYTES) });
const heldOf = ({ key_id, key }: KeyRow): Held => (key === null ? 'destroyed' : { id: key_id, key });

/**
 * The vault's tables, in schema `vault` of `VAULT_URL`. The keys lie there in the clear: what keeps them is the access to
 * that database and its backups, which are kept apart from the history's. Encryption at rest is the database's own.
 */
export class VaultDatabase {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      statement_timeout: QUERY_MS,
      application_name: 'termbook-vault',
    });
    // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
    this.#pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  /** Idempotent; processes that start together do it one after the other. @throws VaultUnavailableError */
  async migrate(): Promise<void> {
    await this.#guarded(async () => {
      const client = await this.#pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
        await client.query(MIGRATION);
        await client.query('COMMIT');
      } finally {
        client.release(true);
      }
    });
  }

  /** The key of this purpose: made by the first process that asks, the same for ever after. @throws VaultUnavailableError */
  async hmacKey(purpose: string): Promise<Buffer> {
    return this.#guarded(async () => {
      await this.#pool.query(
        'INSERT INTO vault.hmac_key (purpose, key) VALUES ($1, $2) ON CONFLICT (purpose) DO NOTHING',
        [purpose, randomBytes(KEY_BYTES)],
      );
      const { rows } = await this.#pool.query<{ key: Buffer }>('SELECT key FROM vault.hmac_key WHERE purpose = $1', [
        purpose,
      ]);
      const key = rows[0]?.key;
      if (key === undefined) throw new VaultUnavailableError(`The vault lost its key for ${purpose}`);
      return key;
    });
  }

  /**
   * Whose keys were destroyed since an instant of this database's clock, and the instant to ask from the next time.
   * A destruction that was not committed yet when we asked is seen then: asking goes back that far.
   * @throws VaultUnavailableError
   */
  async destroyedSince(
    since: Date | undefined,
  ): Promise<{ readonly subjects: readonly Subject[]; readonly until: Date }> {
    const { rows } = await this.#guarded(() => this.#pool.query<DestroyedRow>(READ_DESTROYED, [since ?? null]));
    const until = rows[0]?.until;
    if (until === undefined) throw new VaultUnavailableError('The vault did not say what time it is');
    return { subjects: rows.flatMap(({ subject }) => (subject === null ? [] : [subject])), until };
  }

  /** Every subject gets an entry: made now, by someone else, or destroyed. @throws VaultUnavailableError */
  async keysMadeFor(subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, Held>> {
    const offered = new Map(subjects.map((subject): [Subject, SubjectKey] => [subject, newKey()]));
    // Nearly always they are all new: to be told of each would cost more than to make it.
    return (await this.#made(offered)) === offered.size ? offered : this.keysOf(subjects);
  }

  /** No entry for a subject that never had a key. @throws VaultUnavailableError */
  keysOf(subjects: readonly Subject[]): Promise<Map<Subject, Held>> {
    return this.#rows(READ_KEYS, [subjects]);
  }

  /** For ever; leaves a tombstone, so that no new key is made. @throws VaultUnavailableError */
  async destroy(subject: Subject): Promise<void> {
    await this.#guarded(() => this.#pool.query(DESTROY_KEY, [subject, newKeyId()]));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** How many of the offered keys are committed now: the others were there before. */
  async #made(offered: ReadonlyMap<Subject, SubjectKey>): Promise<number> {
    const keys = [...offered.values()];
    const values = [[...offered.keys()], keys.map(({ id }) => id), keys.map(({ key }) => key)];
    const { rowCount } = await this.#guarded(() => this.#pool.query(MAKE_KEYS, values));
    return rowCount ?? 0;
  }

  async #rows(sql: string, values: unknown[]): Promise<Map<Subject, Held>> {
    const { rows } = await this.#guarded(() => this.#pool.query<KeyRow>(sql, values));
    return new Map(rows.map((row) => [row.subject, heldOf(row)]));
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new VaultUnavailableError(`Vault: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
