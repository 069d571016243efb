import type { ProductId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { Money } from '../policy/money.js';

export type Period = 'annual' | 'monthly';
export type SupportLevel = 'basic' | 'advanced';
export type CatalogueKind = 'open' | 'specialized';

/** What a product ID stands for. Never changes once listed; only the price does. */
export interface PlanDetails {
  readonly productId: ProductId;
  readonly productName: string;
  readonly period: Period;
  readonly supportLevel: SupportLevel;
  readonly catalogue: CatalogueKind;
}

/** Put on sale for the first time, or again after a withdrawal. `price` is per seat and 12-month term. */
export interface ServicePlanListed {
  readonly type: 'ServicePlanListed';
  readonly plan: PlanDetails;
  readonly price: Money;
  readonly listedAt: Instant;
}

export interface ServicePlanRepriced {
  readonly type: 'ServicePlanRepriced';
  readonly productId: ProductId;
  readonly price: Money;
  readonly previousPrice: Money;
  readonly repricedAt: Instant;
}

/** No longer sold; subscriptions of it go on and renew at the last price. */
export interface ServicePlanWithdrawn {
  readonly type: 'ServicePlanWithdrawn';
  readonly productId: ProductId;
  readonly lastPrice: Money;
  readonly withdrawnAt: Instant;
}

export type PlanEvent = ServicePlanListed | ServicePlanRepriced | ServicePlanWithdrawn;
