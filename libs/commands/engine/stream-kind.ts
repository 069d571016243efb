import type { CartEvent } from '#domain/cart/cart.events.js';
import { evolveCart } from '#domain/cart/cart.evolve.js';
import type { Cart } from '#domain/cart/cart.state.js';
import type { Claim, ClaimEvent } from '#domain/claim/claim.events.js';
import type { CustomerEvent } from '#domain/customer/customer.events.js';
import { evolveCustomer } from '#domain/customer/customer.evolve.js';
import type { Customer } from '#domain/customer/customer.state.js';
import type { PlanEvent } from '#domain/plan/plan.events.js';
import { evolvePlan } from '#domain/plan/plan.evolve.js';
import type { Plan } from '#domain/plan/plan.state.js';
import type { ResellerEvent } from '#domain/reseller/reseller.events.js';
import { evolveReseller } from '#domain/reseller/reseller.evolve.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { WebhookEvent } from '#domain/webhook/webhook.events.js';
import { evolveWebhook } from '#domain/webhook/webhook.evolve.js';
import type { Webhook } from '#domain/webhook/webhook.state.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import { assertNever } from '#kernel/assert-never.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId, WebhookId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { StreamState } from '../stream-state.js';

/** How a kind of stream folds. A stream holds events of its own kind only, beside CommandHadNoEffect. */
export interface StreamKind<State> {
  readonly name: 'subscription' | 'plan' | 'reseller' | 'customer' | 'cart' | 'claim' | 'webhook';
  evolve(state: State | undefined, event: DomainEvent, effectiveAt: Instant): State | undefined;
  /** For the metadata of its events; null where the stream is nobody's. */
  resellerOf(state: State | undefined): string | null;
}

function kind<State, Event extends DomainEvent>(
  name: StreamKind<State>['name'],
  evolve: (state: State | undefined, event: Event, effectiveAt: Instant) => State | undefined,
  resellerOf: (state: State) => string | null,
): StreamKind<State> {
  return {
    name,
    evolve: (state, event, effectiveAt) =>
      event.type === 'CommandHadNoEffect' ? state : evolve(state, event as Event, effectiveAt),
    resellerOf: (state) => (state === undefined ? null : resellerOf(state)),
  };
}

function evolveClaim(_state: Claim, event: ClaimEvent): Claim {
  switch (event.type) {
    case 'ClaimTaken':
      return { holder: event.customerId };
    case 'ClaimReleased':
      return undefined;
    default:
      return assertNever(event);
  }
}

export const SUBSCRIPTION = kind<NonNullable<Subscription>, SubscriptionEvent>(
  'subscription',
  evolveSubscription,
  (state) => state.order.resellerId,
);
export const PLAN = kind<NonNullable<Plan>, PlanEvent>('plan', evolvePlan, () => null);
export const RESELLER = kind<NonNullable<Reseller>, ResellerEvent>(
  'reseller',
  evolveReseller,
  (state) => state.resellerId,
);
export const CUSTOMER = kind<NonNullable<Customer>, CustomerEvent>(
  'customer',
  evolveCustomer,
  (state) => state.resellerId,
);
export const CART = kind<NonNullable<Cart>, CartEvent>('cart', evolveCart, (state) => state.resellerId);
export const CLAIM = kind<NonNullable<Claim>, ClaimEvent>('claim', evolveClaim, () => null);
export const WEBHOOK = kind<NonNullable<Webhook>, WebhookEvent>('webhook', evolveWebhook, () => null);

type AnyState = NonNullable<StreamState[keyof StreamState]>;

/** Of a stream with receipts; claims have none. */
export function kindOf(stream: string): StreamKind<AnyState> {
  const kinds: readonly StreamKind<AnyState>[] = [SUBSCRIPTION, PLAN, RESELLER, CUSTOMER, CART, WEBHOOK];
  const found = kinds.find(({ name }) => stream.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`${stream} is no stream of commands`);
  return found;
}

export const subscriptionStream = (id: SubscriptionId): string => `subscription-${id}`;
export const planStream = (id: ProductId): string => `plan-${id}`;
export const resellerStream = (id: ResellerId): string => `reseller-${id}`;
export const customerStream = (id: CustomerId): string => `customer-${id}`;
export const cartStream = (id: CustomerId): string => `cart-${id}`;
export const webhookStream = (id: WebhookId): string => `webhook-${id}`;
export const claimStream = (claim: string): string => `customer-claim-${claim}`;
