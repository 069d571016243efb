import type { TermbookApi } from '#client/termbook-api.js';
import type { Subscription } from './read-all.js';

/** What a day in operations has: the sandbox's vendor fails or reviews orders by the beginning of their PO number. */
const PO_NUMBERS = ['FAIL-1001', 'FAIL-1002', 'FAIL70-1003', 'REVIEW-1004', 'REVIEW-1005', 'SLOW-1006'];

/** Orders that hang at the vendor, a subscription on hold, what was refused, a rebuild to decide on: every page has something to see. */
export async function makeTroubles(admin: TermbookApi, subscriptions: readonly Subscription[]): Promise<void> {
  const active = subscriptions.filter(({ status }) => status === 'active');
  const [held, refused] = active;
  for (const [place, poNumber] of PO_NUMBERS.entries()) {
    const like = active[place];
    if (like === undefined) continue;
    const { resellerId, customerId, productId } = like;
    const order = { resellerId, customerId, productId, quantity: place + 1, poNumber };
    await admin.POST('/v1/orders', { body: order });
  }
  if (held !== undefined) {
    const reason = 'ticket 4711: says that it asked in time';
    const path = { subscriptionId: held.subscriptionId };
    await admin.POST('/v1/ops/subscriptions/{subscriptionId}/hold', { params: { path }, body: { reason } });
  }
  if (refused !== undefined) {
    const path = { subscriptionId: refused.subscriptionId };
    await admin.POST('/v1/subscriptions/{subscriptionId}/refund', {
      params: { path },
      body: { reason: 'ticket 4712' },
    });
  }
  await admin.POST('/v1/ops/anchors');
  await admin.POST('/v1/ops/verifications', { body: {} });
  await admin.POST('/v1/ops/rebuilds', { body: { projections: ['subscription', 'catalogue'] } });
}
