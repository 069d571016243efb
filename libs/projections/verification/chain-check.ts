import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { systemCodec } from '#event-store/codec/system-codec.js';
import { eventIdOf, hashOf } from '#event-store/event-hash.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { contentFault, linkFault, linksOf } from '#event-store/verify-chain.js';
import type { ChainFault, ChainReport } from '#read-models/verifications/verification.rows.js';
import type { Inspector } from '../rebuild/replay.js';
import type { Statement } from '../runner/row-statements.js';

/** Ends of streams that are kept in memory; all of them are in Postgres. */
const HEADS_CACHED_MAX = 50_000;
/** Enough to see what happened; how many there are is counted. */
const FAULTS_LISTED_MAX = 100;

interface Head {
  readonly revision: number;
  /** null: what stands there is not what was hashed, so that it says nothing of the next. */
  readonly hash: string | null;
}

/** Checks the chain of every stream while `$all` goes by; where each stream is, is kept beside the rebuilt rows. */
export class ChainCheck implements Inspector {
  private readonly heads = new LRUCache<string, Head>({ max: HEADS_CACHED_MAX });

  constructor(
    private readonly client: pg.Client,
    private readonly schema: string,
  ) {}

  static async createTables(client: pg.Client, schema: string): Promise<void> {
    await client.query(
      `CREATE UNLOGGED TABLE ${schema}.chain_head (stream text COLLATE "C" PRIMARY KEY, revision int8 NOT NULL, hash text)`,
    );
    await client.query(
      `CREATE UNLOGGED TABLE ${schema}.chain_fault (stream text COLLATE "C", revision int8, verdict text, problem text NOT NULL,
         PRIMARY KEY (stream, revision, verdict))`,
    );
    await client.query(`CREATE UNLOGGED TABLE ${schema}.chain_total (events int8 NOT NULL)`);
    await client.query(`INSERT INTO ${schema}.chain_total VALUES (0)`);
  }

  async inspect(events: readonly RecordedEvent[]): Promise<readonly Statement[]> {
    await this.loadHeads(events);
    const faults: ChainFault[] = [];
    const changed = new Map<string, Head>();
    for (const event of events) {
      const head = changed.get(event.stream) ?? this.heads.get(event.stream);
      // Seen before the last fault of Postgres, and in its tables.
      if (head !== undefined && event.revision <= head.revision) continue;
      const found = faultsOf(event, head);
      faults.push(...found);
      const hash = found.length === 0 ? (linksOf(event)?.hash ?? null) : null;
      changed.set(event.stream, { revision: event.revision, hash });
    }
    for (const [stream, head] of changed) this.heads.set(stream, head);
    return [this.headsStatement(changed), this.totalStatement(events.length), ...this.faultStatements(faults)];
  }

  /** Everything that was found so far. */
  async report(): Promise<ChainReport> {
    const { rows: totals } = await this.client.query(
      `SELECT (SELECT count(*) FROM ${this.schema}.chain_head)::int4 AS streams,
              (SELECT events FROM ${this.schema}.chain_total)::int4 AS events,
              (SELECT count(*) FROM ${this.schema}.chain_fault)::int4 AS faulty`,
    );
    const { rows: faults } = await this.client.query<ChainFault>(
      `SELECT stream, revision::int4, verdict, problem FROM ${this.schema}.chain_fault ORDER BY stream, revision LIMIT $1`,
      [FAULTS_LISTED_MAX],
    );
    const { streams, events, faulty } = totals[0] ?? {};
    return { streams, events, faulty, faults };
  }

  private async loadHeads(events: readonly RecordedEvent[]): Promise<void> {
    const streams = [...new Set(events.map(({ stream }) => stream))].filter((stream) => !this.heads.has(stream));
    if (streams.length === 0) return;
    const { rows } = await this.client.query<Head & { readonly stream: string }>({
      name: `chain_heads_${this.schema}`,
      text: `SELECT stream, revision::int4, hash FROM ${this.schema}.chain_head WHERE stream = ANY($1)`,
      values: [streams],
    });
    for (const { stream, revision, hash } of rows) this.heads.set(stream, { revision, hash });
  }

  private headsStatement(heads: ReadonlyMap<string, Head>): Statement {
    return {
      name: `chain_move_${this.schema}`,
      text: `INSERT INTO ${this.schema}.chain_head SELECT * FROM unnest($1::text[], $2::int8[], $3::text[])
             ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision, hash = excluded.hash`,
      values: [
        [...heads.keys()],
        [...heads.values()].map(({ revision }) => revision),
        [...heads.values()].map(({ hash }) => hash),
      ],
    };
  }

  private totalStatement(events: number): Statement {
    return {
      name: `chain_total_${this.schema}`,
      text: `UPDATE ${this.schema}.chain_total SET events = events + $1::int8`,
      values: [events],
    };
  }

  private faultStatements(faults: readonly ChainFault[]): readonly Statement[] {
    if (faults.length === 0) return [];
    const column = (value: (fault: ChainFault) => unknown) => faults.map(value);
    return [
      {
        name: `chain_fault_${this.schema}`,
        text: `INSERT INTO ${this.schema}.chain_fault SELECT * FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[])
               ON CONFLICT DO NOTHING`,
        values: [
          column(({ stream }) => stream),
          column(({ revision }) => revision),
          column(({ verdict }) => verdict),
          column(({ problem }) => problem),
        ],
      },
    ];
  }
}

function faultsOf(event: RecordedEvent, head: Head | undefined): readonly ChainFault[] {
  const { stream, revision } = event;
  const expected = head === undefined ? 0 : head.revision + 1;
  const gap: readonly ChainFault[] =
    revision === expected
      ? []
      : [{ stream, revision: expected, verdict: 'missing', problem: `is followed by revision ${revision}` }];
  const problem = problemOf(event, gap.length > 0 || head?.hash === null, head);
  return problem === undefined ? gap : [...gap, { stream, revision, verdict: 'altered', problem }];
}

/** @param unlinked what stood before is not known: only the event itself can be judged. */
function problemOf(event: RecordedEvent, unlinked: boolean, head: Head | undefined): string | undefined {
  try {
    if (systemCodec.knows(event.type)) return systemFault(event);
    return unlinked ? contentFault(event) : linkFault(event, head?.hash ?? null);
  } catch (error) {
    return `can not be read: ${error instanceof Error ? error.message : error}`;
  }
}

/** Events beside the domain's are in no chain, but their ids cover what they say. */
function systemFault({ stream, revision, type, data, id }: RecordedEvent): string | undefined {
  const hash = hashOf({ stream, revision, previousHash: null, type, data: data ?? null, metadata: {} });
  return eventIdOf(hash) === id ? undefined : 'is not what its id was made of';
}
