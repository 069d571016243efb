import type { DomainEvent } from '../stored-event.js';
import { CART_TYPES, PLAN_TYPES } from './catalogue.shapes.js';
import { createCodec } from './codec.js';
import { CLAIM_TYPES, CUSTOMER_TYPES, RESELLER_TYPES } from './party.shapes.js';
import { nonEmptyText, shape } from './schema.js';
import { SUBSCRIPTION_TYPES } from './subscription.shapes.js';
import { WEBHOOK_TYPES } from './webhook.shapes.js';

/** The only place that knows how the domain's events are named and shaped in the store. */
export const domainCodec = createCodec<DomainEvent>({
  ...SUBSCRIPTION_TYPES,
  ...PLAN_TYPES,
  ...RESELLER_TYPES,
  ...CUSTOMER_TYPES,
  ...CART_TYPES,
  ...CLAIM_TYPES,
  ...WEBHOOK_TYPES,
  CommandHadNoEffect: { current: shape({ command: nonEmptyText() }) },
});
