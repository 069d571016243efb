import { Inject, Injectable } from '@nestjs/common';
import type { CommandId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';

/** Where a command with a key left its events. */
export interface ReceiptPlace {
  readonly stream: string;
  /** All of the command in this stream, in order. */
  readonly revisions: readonly number[];
}

@Injectable()
export class ReceiptQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** One for each stream that the key was used on, by name; none for a key never used. @throws ReadModelUnavailableError */
  async places(commandId: CommandId): Promise<readonly ReceiptPlace[]> {
    const rows = await this.database.run((db) =>
      db.selectFrom('receipt').selectAll().where('command_id', '=', commandId).orderBy('stream').execute(),
    );
    return rows.map(({ stream, first_revision: first, last_revision: last }) => ({
      stream,
      revisions: Array.from({ length: last - first + 1 }, (_, index) => first + index),
    }));
  }
}
