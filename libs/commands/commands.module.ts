import { Inject, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ClockModule } from '#clock/clock.module.js';
import { SandboxClockFollower } from '#clock/sandbox-clock-follower.js';
import { EventStoreAppendingModule } from '#event-store/event-store-appending.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { VaultModule } from '#vault/vault.module.js';
import { AnchoringModule } from './audit/anchoring.module.js';
import { Carts } from './cart/carts.js';
import { COMMAND_HANDLERS } from './command-handlers.js';
import { Claims } from './customer/claims.js';
import { Customers } from './customer/customers.js';
import { Answers } from './engine/answers.js';
import { RefusedAttempts } from './engine/refused-attempts.js';
import { StreamCache } from './engine/stream-cache.js';
import { StreamEngine } from './engine/stream-engine.js';
import { StreamQueue } from './engine/stream-queue.js';
import { WrittenPosition } from './engine/written-position.js';
import { businessCalendarProvider } from './facts/business-calendar.provider.js';
import { Facts } from './facts/facts.js';
import { FactsFeed } from './facts/facts-feed.js';
import { Plans } from './plan/plans.js';
import { Receipts } from './receipts/receipts.js';
import { Resellers } from './reseller/resellers.js';
import { DecidedOrders } from './subscription/decided-orders.js';
import { OrderPreview } from './subscription/order-preview.js';
import { Subscriptions } from './subscription/subscriptions.js';
import { Webhooks } from './webhook/webhooks.js';

const ENGINE = [StreamCache, StreamQueue, StreamEngine, WrittenPosition, RefusedAttempts, Answers];
const FACTS = [businessCalendarProvider, FactsFeed, Facts];
const STREAMS = [
  Subscriptions,
  DecidedOrders,
  OrderPreview,
  Plans,
  Resellers,
  Customers,
  Claims,
  Carts,
  Webhooks,
  Receipts,
];

/** The write side: CqrsModule's CommandBus with every command of Termbook behind it. */
@Module({
  imports: [CqrsModule, EventStoreReadingModule, EventStoreAppendingModule, VaultModule, ClockModule, AnchoringModule],
  providers: [...ENGINE, ...FACTS, ...STREAMS, ...Object.values(COMMAND_HANDLERS)],
  exports: [CqrsModule, AnchoringModule, OrderPreview, Facts, Receipts, WrittenPosition],
})
export class CommandsModule {
  constructor(@Inject(SandboxClockFollower) clock: SandboxClockFollower, @Inject(Facts) facts: Facts) {
    // A clock move waits for the caches too: a new time is taken once they know what was decided before it.
    clock.alsoWaitFor((position) => facts.caughtUp(position));
  }
}
