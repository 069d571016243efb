import type { CustomerId, ProductId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import { ProductIdField } from './other-fields.js';
import { Id, SubscriptionIdField } from './text-fields.js';

export class ResellerPath {
  @Id()
  readonly resellerId: ResellerId;
}

export class CustomerPath {
  @Id()
  readonly customerId: CustomerId;
}

export class ServicePlanPath {
  @ProductIdField()
  readonly productId: ProductId;
}

export class SubscriptionPath {
  @SubscriptionIdField()
  readonly subscriptionId: SubscriptionId;
}
