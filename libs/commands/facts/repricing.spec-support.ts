import type { StoredEvent } from '#event-store/stored-event.js';
import type { ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { MemoryHistory } from '../engine/memory-history.spec-support.js';

const AT = '2026-03-01T12:00:00.000Z' as Instant;
export const STREAM = 'plan-237L1WW8695T548';
export const PRODUCT = '237L1WW8695T548' as ProductId;
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** What another process writes: the plan at a new price. */
export function reprice(history: MemoryHistory, amountMinor: number): StoredEvent {
  const last = history.of(STREAM).at(-1);
  const details = { productName: 'D', period: 'annual', supportLevel: 'basic', catalogue: 'open' } as const;
  const listed = { type: 'ServicePlanListed', plan: { productId: PRODUCT, ...details }, listedAt: AT } as const;
  const repriced = { type: 'ServicePlanRepriced', productId: PRODUCT, previousPrice: usd(0), repricedAt: AT } as const;
  const [stored] = history.write({
    stream: STREAM,
    expected: last?.revision ?? 'no-stream',
    previousHash: null,
    events: [{ effectiveAt: AT, event: { ...(last === undefined ? listed : repriced), price: usd(amountMinor) } }],
    metadata: {
      commandId: null,
      requestHash: null,
      command: 'ListServicePlan',
      correlationId: 'c',
      causationId: null,
      actor: 'a',
      resellerId: null,
      recordedAt: AT,
    },
  });
  if (stored === undefined) throw new Error('Nothing was written');
  return stored;
}
