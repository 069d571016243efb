import type { Table, Tracked } from '../database/table.js';

/** Which webhooks there are, and whose; all else is in their streams. */
export interface WebhookRow extends Tracked {
  readonly webhook_id: string;
  readonly client: string;
  readonly deleted: boolean;
}

export const webhookTable: Table<WebhookRow> = {
  name: 'webhook',
  key: ['webhook_id'],
  columns: { webhook_id: 'text', client: 'text', deleted: 'bool', revision: 'int4', position: 'int8' },
};
