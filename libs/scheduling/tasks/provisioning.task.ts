import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { SubscriptionId, TrackingId } from '#kernel/ids.js';
import { type OrderAttempt, type OrderStatus, VENDOR, type Vendor } from '#vendor/vendor.js';
import type { DueWork } from '../due-work/due-work.js';
import { OrderAtVendor } from './order-at-vendor.js';
import { contextOf, type DueTask, doneWith, idIn, type Outcome } from './outcome.js';

/** Places an order with the vendor, once; asks what became of it; and passes the answer on. */
@Injectable()
export class ProvisioningTask implements DueTask {
  constructor(
    @Inject(VENDOR) private readonly vendor: Vendor,
    @Inject(OrderAtVendor) private readonly orders: OrderAtVendor,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(work: DueWork, cause: string): Promise<Outcome> {
    const attempt = attemptOf(work);
    const answer = (await this.vendor.orderStatus(attempt)) ?? (await this.place(work, attempt));
    if (answer === undefined) return { kind: 'done', answer: 'no longer to be placed' };
    // A vendor whose clock is ahead of ours: its answer counts from an instant that is still to come.
    if (answer.status === 'pending' || answer.at > this.clock.now()) return { kind: 'waiting', watching: false };
    const payload = { subscriptionId: idIn(work.stream) as SubscriptionId, attempt: attempt.attempt, answer };
    const result = await this.commands.execute(
      new RecordVendorAnswerCommand(payload, contextOf('provisioning', cause)),
    );
    const open = result.outcome === 'accepted' && result.state?.status === 'in-review';
    if (!open || result.state?.attempt !== attempt.attempt) return doneWith(result);
    return { kind: 'waiting', watching: false, position: result.position };
  }

  private async place({ stream }: DueWork, attempt: OrderAttempt): Promise<OrderStatus | undefined> {
    const order = await this.orders.read(stream, attempt);
    return order && this.vendor.placeOrder(order);
  }
}

function attemptOf({ stream, attempt, details }: DueWork): OrderAttempt {
  if (attempt === null || details === null || !('trackingId' in details)) {
    throw new Error(`${stream} is to be provisioned without attempt and tracking ID`);
  }
  return { trackingId: details.trackingId as TrackingId, attempt };
}
