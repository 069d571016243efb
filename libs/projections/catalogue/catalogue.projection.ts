import type { ServicePlanListed } from '#domain/plan/plan.events.js';
import { type ServicePlanRow, servicePlanTable } from '#read-models/catalogue/catalogue.rows.js';
import { begin, change, type Projection, unchanged } from '../projection.js';

export const catalogueProjection: Projection<ServicePlanRow, 'plan'> = {
  name: 'catalogue',
  table: servicePlanTable,
  on: {
    plan: {
      /** For the first time, or again: everything is in the event. */
      ServicePlanListed: begin(({ plan, price }: ServicePlanListed) => ({
        product_id: plan.productId,
        product_name: plan.productName,
        period: plan.period,
        support_level: plan.supportLevel,
        catalogue: plan.catalogue,
        price_minor: BigInt(price.amountMinor),
        currency: price.currency,
        on_sale: true,
      })),
      ServicePlanRepriced: change(({ price }) => ({
        price_minor: BigInt(price.amountMinor),
        currency: price.currency,
      })),
      ServicePlanWithdrawn: change(() => ({ on_sale: false })),
      CommandHadNoEffect: unchanged,
    },
  },
};
