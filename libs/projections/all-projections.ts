import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { ProjectionName } from '#read-models/progress/checkpoint.rows.js';
import { cartProjection } from './cart/cart.projection.js';
import { catalogueProjection } from './catalogue/catalogue.projection.js';
import { chargeProjection } from './charge/charge.projection.js';
import { customerProjection } from './customer/customer.projection.js';
import { dueWorkProjection } from './due-work/due-work.projection.js';
import { licenseProjection } from './license/license.projection.js';
import { type AnyProjection, anyProjection } from './projection.js';
import { receiptProjection } from './receipt/receipt.projection.js';
import { resellerProjection } from './reseller/reseller.projection.js';
import { subscriptionProjection } from './subscription/subscription.projection.js';
import { webhookProjection } from './webhook/webhook.projection.js';

/** Every read model's, exhaustive by name. @param calendar of the vendor policy: due instants are days in its zone. */
export function allProjections(calendar: BusinessCalendar): readonly AnyProjection[] {
  const byName: Readonly<Record<ProjectionName, AnyProjection>> = {
    catalogue: anyProjection(catalogueProjection),
    reseller: anyProjection(resellerProjection),
    customer: anyProjection(customerProjection),
    cart: anyProjection(cartProjection),
    subscription: anyProjection(subscriptionProjection),
    license: anyProjection(licenseProjection),
    charge: anyProjection(chargeProjection),
    receipt: receiptProjection,
    due_work: anyProjection(dueWorkProjection(calendar)),
    webhook: anyProjection(webhookProjection),
  };
  return Object.values(byName);
}
