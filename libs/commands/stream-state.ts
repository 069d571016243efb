import type { Cart } from '#domain/cart/cart.state.js';
import type { Customer } from '#domain/customer/customer.state.js';
import type { Plan } from '#domain/plan/plan.state.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { Webhook } from '#domain/webhook/webhook.state.js';

/** The kinds of stream that commands decide on, and the state each folds to. */
export interface StreamState {
  readonly subscription: Subscription;
  readonly plan: Plan;
  readonly reseller: Reseller;
  readonly customer: Customer;
  readonly cart: Cart;
  readonly webhook: Webhook;
}
