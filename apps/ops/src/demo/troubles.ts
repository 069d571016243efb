import type { TermbookClient } from '#client/termbook-client.js';
import type { Subscription } from './read-all.js';

/** What a day in operations has: the sandbox's vendor fails or reviews orders by the beginning of their PO number. */
const PO_NUMBERS = ['FAIL-1001', 'FAIL-1002', 'FAIL70-1003', 'REVIEW-1004', 'REVIEW-1005', 'SLOW-1006'];

/** Orders that hang at the vendor, a subscription on hold, what was refused, a rebuild to decide on: every page has something to see. */
export async function makeTroubles(admin: TermbookClient, subscriptions: readonly Subscription[]): Promise<void> {
  const active = subscriptions.filter(({ status }) => status === 'active');
  const [held, refused] = active;
  for (const [place, poNumber] of PO_NUMBERS.entries()) {
    const like = active[place];
    if (like === undefined) continue;
    const { resellerId, customerId, productId } = like;
    await admin.post('/orders', { resellerId, customerId, productId, quantity: place + 1, poNumber });
  }
  if (held !== undefined) {
    const reason = 'ticket 4711: says that it asked in time';
    await admin.post(`/ops/subscriptions/${held.subscriptionId}/hold`, { reason });
  }
  if (refused !== undefined)
    await admin.post(`/subscriptions/${refused.subscriptionId}/refund`, { reason: 'ticket 4712' });
  await admin.post('/ops/anchors', {});
  await admin.post('/ops/verifications', {});
  await admin.post('/ops/rebuilds', { projections: ['subscription', 'catalogue'] });
}
