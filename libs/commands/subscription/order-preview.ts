import { Inject, Injectable } from '@nestjs/common';
import { type PreviewedOrder, previewOrder } from '#domain/subscription/subscription.preview.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { CommandContext } from '../command.js';
import type { Reading, UsedFacts } from '../engine/stream-task.js';
import { Facts } from '../facts/facts.js';
import { subscriptionFacts } from '../facts/subscription-facts.js';
import type { Payloads } from '../payloads.js';
import { orderRequest } from './order-request.js';

/** What an order would come to: the same facts and checks, and nothing is appended. */
@Injectable()
export class OrderPreview {
  constructor(
    @Inject(Facts) private readonly facts: Facts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws StoreUnavailableError */
  async preview(payload: Payloads['OrderSubscription'], _context?: CommandContext): Promise<PreviewedOrder> {
    const first = await this.read(payload, 'cached');
    if (first.previewed.outcome === 'accepted' || first.used.certain) return first.previewed;
    return (await this.read(payload, 'through')).previewed;
  }

  private async read(
    payload: Payloads['OrderSubscription'],
    reading: Reading,
  ): Promise<{ previewed: PreviewedOrder; used: UsedFacts }> {
    const facts = await this.facts.forOrder(reading);
    const parties = { reseller: payload.resellerId, customer: payload.customerId };
    await facts.take({ plans: [payload.productId], ...parties });
    const request = orderRequest(payload);
    const previewed = previewOrder(request, subscriptionFacts(facts, parties), this.clock.now());
    return { previewed, used: facts.used() };
  }
}
