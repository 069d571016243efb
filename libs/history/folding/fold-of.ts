import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import { assertNever } from '#kernel/assert-never.js';
import { catalogueProjection } from '#projections/catalogue/catalogue.projection.js';
import { customerProjection } from '#projections/customer/customer.projection.js';
import { anyProjection } from '#projections/projection.js';
import { resellerProjection } from '#projections/reseller/reseller.projection.js';
import { servicePlanAnswerOf } from '#read-models/catalogue/service-plan.queries.js';
import { customerAnswerOf } from '#read-models/customer/customer.queries.js';
import type { CustomerRow } from '#read-models/customer/customer.rows.js';
import { resellerAnswerOf } from '#read-models/reseller/reseller.queries.js';
import { type HistoryOf, streamOf } from '../history-kind.js';
import type { Fold, Opened } from './fold.js';
import { SingleRowFold } from './single-row-fold.js';
import { SubscriptionFold } from './subscription-fold.js';

/** Positions are left out of what is shown of the past: the store's id is not needed. */
const NO_STORE = '';

/** @param calendar of the vendor policy: days are days in its zone. */
export function foldOf(of: HistoryOf, calendar: BusinessCalendar, opened: Opened): Fold {
  switch (of.kind) {
    case 'subscriptions':
      return new SubscriptionFold(streamOf(of), calendar, opened);
    case 'resellers':
      return new SingleRowFold(anyProjection(resellerProjection), (row: Parameters<typeof resellerAnswerOf>[0]) =>
        resellerAnswerOf(row, NO_STORE),
      );
    case 'customers':
      return new SingleRowFold(anyProjection(customerProjection), (row: CustomerRow) => {
        const address = row.address === null ? null : opened(row.address);
        return customerAnswerOf(
          row,
          { name: opened(row.name), postalCode: opened(row.postal_code), address },
          NO_STORE,
        );
      });
    case 'service-plans':
      return new SingleRowFold(anyProjection(catalogueProjection), (row: Parameters<typeof servicePlanAnswerOf>[0]) =>
        servicePlanAnswerOf(row, NO_STORE),
      );
    default:
      return assertNever(of.kind);
  }
}
