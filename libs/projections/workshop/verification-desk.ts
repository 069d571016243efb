import { measureVerification } from '#read-models/verifications/verification.metrics.js';
import { VerificationLedger } from '../verification/verification-ledger.js';
import { Verifying } from '../verification/verifying.js';
import type { Workshop } from './workshop.js';

/** One verification at a time; what is asked while one runs is answered by it. */
export async function verificationDesk(shop: Workshop): Promise<boolean> {
  const ledger = new VerificationLedger(shop.client, shop.lead.store.epoch);
  const row = await ledger.next();
  if (row === undefined) {
    const last = await ledger.last();
    if (last !== undefined) measureVerification(last);
    return false;
  }
  await new Verifying(shop, ledger, row).run();
  return true;
}
