import type { RebuildRow } from '#read-models/rebuilds/rebuild.rows.js';
import { RebuildLedger } from '../rebuild/rebuild-ledger.js';
import { PutAsideError, Rebuilding, TablesChangedError, UnwantedError } from '../rebuild/rebuilding.js';
import { TablesInUseError } from '../rebuild/swap.js';
import { messageOf } from '../runner/faults.js';
import type { Workshop } from './workshop.js';

/** What was asked of a rebuild that waits goes before reading another. */
export async function rebuildDesk(shop: Workshop): Promise<boolean> {
  const ledger = new RebuildLedger(shop.client, shop.lead.store.epoch);
  const row = await ledger.next();
  if (row === undefined) return false;
  const rebuilding = new Rebuilding(shop, ledger, row);
  try {
    await STEPS[row.wanted ?? 'read'](rebuilding);
  } catch (error) {
    await settle(error, rebuilding, row, ledger);
  }
  return true;
}

const STEPS: Readonly<Record<NonNullable<RebuildRow['wanted']> | 'read', (one: Rebuilding) => Promise<void>>> = {
  read: (one) => one.read(),
  'cut-over': (one) => one.cutOver(),
  'roll-back': (one) => one.rollBack(),
  cancel: (one) => one.cancel(),
};

/** @throws what passes by itself: it is done again from where it stood. */
async function settle(error: unknown, one: Rebuilding, row: RebuildRow, ledger: RebuildLedger): Promise<void> {
  if (error instanceof PutAsideError) return;
  if (error instanceof UnwantedError) await one.cancel();
  else if (error instanceof TablesInUseError) await one.waitWith(messageOf(error));
  else if (error instanceof TablesChangedError && row.status === 'cut-over') await one.waitWith(messageOf(error));
  else if (error instanceof TablesChangedError) await one.fail(messageOf(error));
  else {
    await ledger.change(row.rebuild_id, { error: messageOf(error) }).catch(() => undefined);
    throw error;
  }
}
