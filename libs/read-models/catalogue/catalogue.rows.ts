import type { CatalogueKind, Period, SupportLevel } from '#domain/plan/plan.events.js';
import type { Table, Tracked } from '../database/table.js';

/** Every plan that was ever listed, with the present price; a withdrawn one stays, off sale. */
export interface ServicePlanRow extends Tracked {
  /** 15 characters, no hyphens. */
  readonly product_id: string;
  readonly product_name: string;
  readonly period: Period;
  readonly support_level: SupportLevel;
  readonly catalogue: CatalogueKind;
  readonly price_minor: bigint;
  readonly currency: string;
  readonly on_sale: boolean;
}

export const servicePlanTable: Table<ServicePlanRow> = {
  name: 'service_plan',
  key: ['product_id'],
  columns: {
    product_id: 'text',
    product_name: 'text',
    period: 'text',
    support_level: 'text',
    catalogue: 'text',
    price_minor: 'int8',
    currency: 'text',
    on_sale: 'bool',
    revision: 'int4',
    position: 'int8',
  },
};
