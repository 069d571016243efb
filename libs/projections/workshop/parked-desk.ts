import type pg from 'pg';
import type { ParkedAnswer, ParkedRequestRow } from '#read-models/parked/parked.rows.js';
import { Releasing } from '../parking/releasing.js';
import type { Workshop } from './workshop.js';

/** Tries or releases a parked stream between two live batches. */
export async function parkedDesk(shop: Workshop): Promise<boolean> {
  const { rows } = await shop.client.query<ParkedRequestRow>(
    'SELECT * FROM read_model.parked_request WHERE answer IS NULL ORDER BY number LIMIT 1',
  );
  const [request] = rows;
  if (request === undefined) return false;
  const answer = await answerOf(shop, request);
  await keep(shop.client, request, answer);
  if (answer.released) shop.logger.info({ projection: request.projection, stream: request.stream }, 'was released');
  return true;
}

async function answerOf(shop: Workshop, request: ParkedRequestRow): Promise<ParkedAnswer> {
  const member = shop.lead.members.find(({ projection }) => projection.name === request.projection);
  if (member !== undefined) return shop.feed.betweenBatches(() => new Releasing(shop, member, request).answer());
  const error = 'There is no such projection';
  return { released: false, works: false, events: 0, error, revision: null, rows: [] };
}

async function keep(client: pg.Client, { request_id }: ParkedRequestRow, answer: ParkedAnswer): Promise<void> {
  await client.query('UPDATE read_model.parked_request SET answer = $2, answered_at = now() WHERE request_id = $1', [
    request_id,
    JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  ]);
}
