import { randomUUID } from 'node:crypto';
import { ReadDatabase } from '#read-models/database/read-database.js';
import type { ProjectionName } from '#read-models/progress/checkpoint.rows.js';
import { RebuildRequests } from '#read-models/rebuilds/rebuild.requests.js';
import type { RebuildRow, RebuildStatus, RebuildWish } from '#read-models/rebuilds/rebuild.rows.js';
import { eventually } from '../../support/eventually.js';
import type { ReadModels } from './running-projections.js';

const OPERATOR = { by: 'operations:test', reason: 'a test' };

/** Rebuilds as an operator asks for them, on the database of a test. */
export class Operator {
  private readonly database: ReadDatabase;
  readonly requests: RebuildRequests;

  constructor({ url }: Pick<ReadModels, 'url'>) {
    this.database = new ReadDatabase(url);
    this.requests = new RebuildRequests(this.database);
  }

  async order(projections: readonly ProjectionName[], eventsPerSecondMax: number | null = null): Promise<string> {
    const { rebuild_id } = await this.requests.order({
      ...OPERATOR,
      rebuildId: randomUUID(),
      projections,
      eventsPerSecondMax,
    });
    return rebuild_id;
  }

  async ask(rebuildId: string, wish: RebuildWish): Promise<void> {
    await this.requests.ask(rebuildId, wish, OPERATOR);
  }

  until(rebuildId: string, ...statuses: readonly RebuildStatus[]): Promise<RebuildRow> {
    return eventually(async () => {
      const row = await this.requests.find(rebuildId);
      if (row?.status === 'failed' && !statuses.includes('failed')) throw new Error(String(row.error));
      return row !== undefined && statuses.includes(row.status) && row.wanted === null && row;
    });
  }

  close(): Promise<void> {
    return this.database.onModuleDestroy();
  }
}

/** From the order to the cut-over. @returns the rebuild as it was when it was ready. */
export async function rebuilt(readModels: ReadModels, projections: readonly ProjectionName[]): Promise<RebuildRow> {
  const operator = new Operator(readModels);
  try {
    const rebuildId = await operator.order(projections);
    const ready = await operator.until(rebuildId, 'ready');
    await operator.ask(rebuildId, 'cut-over');
    await operator.until(rebuildId, 'cut-over');
    return ready;
  } finally {
    await operator.close();
  }
}
