import type pg from 'pg';
import type { EventReader } from '#event-store/event-reader.js';
import { DatabaseFaultError, WrongHistoryError } from './faults.js';
import type { Member } from './member.js';

/**
 * The store must be the one that the read models were made from, and still hold the event of every checkpoint: a store
 * restored from an older backup takes a position behind its end in silence.
 * @throws WrongHistoryError, DatabaseFaultError, and what the reader throws.
 */
export async function checkSource(
  client: pg.Client,
  reader: EventReader,
  members: readonly Pick<Member, 'event' | 'projection'>[],
): Promise<void> {
  await checkStore(client, await reader.storeId());
  const found = new Map<bigint, string | undefined>();
  for (const { event, projection } of members) {
    if (event === undefined) continue;
    if (!found.has(event.position)) found.set(event.position, await reader.idAt(event.position));
    const id = found.get(event.position);
    if (id !== event.id) throw new WrongHistoryError(differs(projection.name, event, id));
  }
}

const differs = (name: string, event: NonNullable<Member['event']>, id: string | undefined): string =>
  `Projection ${name} has read event ${event.id} at position ${event.position}, where the store now has ` +
  `${id === undefined ? 'none' : `event ${id}`}. It was restored from an older backup, or is another one: ` +
  'rebuild the read models, or bring the right store back';

async function checkStore(client: pg.Client, storeId: string): Promise<void> {
  const known = await client
    .query<{ store_id: string }>(
      `INSERT INTO read_model.source (store_id) VALUES ($1)
       ON CONFLICT (one_row) DO UPDATE SET store_id = read_model.source.store_id RETURNING store_id`,
      [storeId],
    )
    .catch((error: unknown) => {
      throw new DatabaseFaultError(error);
    });
  const [row] = known.rows;
  if (row?.store_id !== storeId) {
    throw new WrongHistoryError(
      `The read models were made from event store ${row?.store_id}, and this is ${storeId}: ` +
        'give the read models a database of their own for each store',
    );
  }
}
