import type { Table } from '../database/table.js';

/** Where a command with a key left its events. What it answered is for the history to say: only the place is kept here. */
export interface ReceiptRow {
  /** Of the client and its idempotency key. */
  readonly command_id: string;
  readonly stream: string;
  /** The command's name. */
  readonly command: string;
  /** null where the stream is nobody's. */
  readonly reseller_id: string | null;
  /** A command's events in a stream are one append: they follow each other without a gap. */
  readonly first_revision: number;
  readonly last_revision: number;
}

export const receiptTable: Table<ReceiptRow> = {
  name: 'receipt',
  key: ['command_id', 'stream'],
  columns: {
    command_id: 'text',
    stream: 'text',
    command: 'text',
    reseller_id: 'text',
    first_revision: 'int4',
    last_revision: 'int4',
  },
};
