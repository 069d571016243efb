import { FencedError } from '../runner/faults.js';
import type { Workshop } from './workshop.js';

/**
 * Says what became of something and drops what was made for it, in one transaction: whoever reads that it is over finds
 * nothing left of it, and a crash changes neither. Until it is committed, no later leader can take its epoch.
 * @throws FencedError when one has taken it: nothing was changed.
 */
export async function asLeader({ client, lead }: Pick<Workshop, 'client' | 'lead'>, act: () => Promise<void>) {
  try {
    await client.query('BEGIN');
    // One row, so that there is no order in which to wait for others; every leader writes its epoch into all of them.
    const { rows } = await client.query('SELECT epoch FROM read_model.checkpoint WHERE projection = $1 FOR SHARE', [
      lead.members[0]?.projection.name,
    ]);
    if (rows[0]?.epoch !== lead.store.epoch) throw new FencedError();
    await act();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
