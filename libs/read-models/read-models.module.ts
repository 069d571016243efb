import { Module } from '@nestjs/common';
import { ClockModule } from '#clock/clock.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { VaultModule } from '#vault/vault.module.js';
import { CartQueries } from './cart/cart.queries.js';
import { CatalogueQueries } from './catalogue/catalogue.queries.js';
import { ServicePlanQueries } from './catalogue/service-plan.queries.js';
import { ChargeQueries } from './charge/charge.queries.js';
import { CustomerQueries } from './customer/customer.queries.js';
import { ReadDatabase } from './database/read-database.js';
import { SourceStore } from './database/source-store.js';
import { DueQueries } from './due-work/due.queries.js';
import { DueSummaryQueries } from './due-work/due-summary.queries.js';
import { ScheduledQueries } from './due-work/scheduled.queries.js';
import { StuckOrderQueries } from './due-work/stuck-orders.queries.js';
import { HistoryQueries } from './history/history.queries.js';
import { LicenseQueries } from './license/license.queries.js';
import { ParkedRequests } from './parked/parked.requests.js';
import { ProjectionProgress } from './progress/projection-progress.js';
import { ProjectionStates } from './progress/projection-states.js';
import { RebuildRequests } from './rebuilds/rebuild.requests.js';
import { ReceiptQueries } from './receipt/receipt.queries.js';
import { ResellerQueries } from './reseller/reseller.queries.js';
import { CustomerNames } from './search/customer-names.js';
import { SearchQueries } from './search/search.queries.js';
import { SubscriptionQueries } from './subscription/subscription.queries.js';
import { Today } from './today.js';
import { VerificationRequests } from './verifications/verification.requests.js';
import { WebhookQueries } from './webhook/webhook.queries.js';

const queries = [
  CartQueries,
  CatalogueQueries,
  ChargeQueries,
  CustomerQueries,
  DueQueries,
  DueSummaryQueries,
  HistoryQueries,
  LicenseQueries,
  ParkedRequests,
  ProjectionProgress,
  ProjectionStates,
  ReadDatabase,
  RebuildRequests,
  ReceiptQueries,
  ResellerQueries,
  SearchQueries,
  ScheduledQueries,
  ServicePlanQueries,
  StuckOrderQueries,
  SubscriptionQueries,
  WebhookQueries,
  VerificationRequests,
];

/** What the read models can be asked, and what of the projector. Rows are written by the projector alone. */
@Module({
  imports: [ClockModule, EventStoreReadingModule, VaultModule],
  providers: [
    ...queries.filter((query) => query !== ReadDatabase),
    CustomerNames,
    SourceStore,
    Today,
    {
      provide: ReadDatabase,
      inject: [SETTINGS],
      useFactory: ({ databaseUrl }: Settings) => new ReadDatabase(databaseUrl),
    },
  ],
  exports: queries,
})
export class ReadModelsModule {}
