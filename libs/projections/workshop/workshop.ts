import pg from 'pg';
import type { AuditReader } from '#event-store/audit-reader.js';
import type { EventReader } from '#event-store/event-reader.js';
import type { Logger } from '#observability/logger.js';
import { typeParsers } from '#read-models/database/type-parsers.js';
import type { AnyProjection } from '../projection.js';
import type { Leadership } from '../runner/leadership.js';
import { furthestOf } from '../runner/member.js';
import type { ProjectionFeed } from '../runner/projection-feed.js';

/** A server that does not answer is asked again rather than waited for. */
const CONNECT_MS_MAX = 5_000;

/** What a process brings along. */
export interface WorkshopOptions {
  readonly databaseUrl: string;
  readonly reader: EventReader & AuditReader;
  readonly projections: readonly AnyProjection[];
  readonly logger: Logger;
}

/** All that rebuilding, verifying and releasing works with. What appends, sends or schedules is not among it. */
export interface Workshop {
  readonly reader: EventReader & AuditReader;
  readonly projections: readonly AnyProjection[];
  readonly logger: Logger;
  readonly lead: Leadership;
  readonly feed: ProjectionFeed;
  /** Looks for work, and at what is served. */
  readonly client: pg.Client;
  /** Writes what nobody reads yet. */
  readonly writing: pg.Client;
  readonly reading: pg.Client;
  /** Aborted when this process is to stop or leads no more. */
  readonly over: AbortSignal;
}

/** Where the served read models are now; -1: nothing was read. */
export const servedPosition = ({ lead }: Pick<Workshop, 'lead'>): bigint => furthestOf(lead.members);

export const eventsServed = ({ lead }: Pick<Workshop, 'lead'>): number =>
  Math.max(0, ...lead.members.map(({ counts: { applied, ignored, parked } }) => applied + ignored + parked));

export async function connectWorkshop(databaseUrl: string) {
  const options = { connectionString: databaseUrl, types: typeParsers, connectionTimeoutMillis: CONNECT_MS_MAX };
  const [client, writing, reading] = [
    new pg.Client({ ...options, application_name: 'termbook-rebuild' }),
    new pg.Client({ ...options, application_name: 'termbook-rebuild-writer', pipeline: true }),
    new pg.Client({ ...options, application_name: 'termbook-rebuild-reader', pipeline: true }),
  ] as const;
  const all = [client, writing, reading];
  const end = () => Promise.all(all.map((one) => one.end().catch(() => undefined)));
  try {
    for (const one of all) one.on('error', () => undefined);
    await Promise.all(all.map((one) => one.connect()));
    // What a crash of the server loses is lost with its checkpoint, and read again.
    await writing.query('SET synchronous_commit = off');
    return { client, writing, reading, end };
  } catch (error) {
    await end();
    throw error;
  }
}
