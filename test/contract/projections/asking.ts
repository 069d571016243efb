import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { Clock } from '#kernel/clock.js';
import type { Instant } from '#kernel/instant.js';
import { CartQueries } from '#read-models/cart/cart.queries.js';
import { CatalogueQueries } from '#read-models/catalogue/catalogue.queries.js';
import { ServicePlanQueries } from '#read-models/catalogue/service-plan.queries.js';
import { ChargeQueries } from '#read-models/charge/charge.queries.js';
import { CustomerQueries } from '#read-models/customer/customer.queries.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { SourceStore } from '#read-models/database/source-store.js';
import { DueQueries } from '#read-models/due-work/due.queries.js';
import { DueSummaryQueries } from '#read-models/due-work/due-summary.queries.js';
import { ScheduledQueries } from '#read-models/due-work/scheduled.queries.js';
import { StuckOrderQueries } from '#read-models/due-work/stuck-orders.queries.js';
import { HistoryQueries } from '#read-models/history/history.queries.js';
import { LicenseQueries } from '#read-models/license/license.queries.js';
import { ProjectionProgress } from '#read-models/progress/projection-progress.js';
import { ResellerQueries } from '#read-models/reseller/reseller.queries.js';
import { SubscriptionQueries } from '#read-models/subscription/subscription.queries.js';
import { Today } from '#read-models/today.js';
import type { Settings } from '#settings/settings.js';
import { PostgresVault } from '#vault/postgres-vault.js';
import type { TestStore } from './running-projections.js';

/** A clock that a test puts where it likes. */
export class SetClock implements Clock {
  constructor(private instant: Instant) {}
  now = (): Instant => this.instant;
  set(instant: Instant): void {
    this.instant = instant;
  }
}

/** Every query on one database, as Nest would put them together. */
export async function askingWith(databaseUrl: string, store: TestStore, clock: Clock) {
  const settings: Settings = {
    port: 0,
    host: '127.0.0.1',
    metrics: { host: '127.0.0.1', port: 0 },
    dataDir: '',
    eventStoreUrl: '',
    databaseUrl,
    redisUrl: undefined,
    vaultUrl: databaseUrl,
    vendorUrl: '',
    keysFile: '',
    anchorsDir: '',
    auditKeyFile: '',
    policy: autodeskPolicy,
    oidc: undefined,
    webhookAllowPrivate: false,
    webhookAttempts: 3,
    sandbox: false,
    requestsPerKey: 1,
    writeThreads: 0,
    logLevel: 'error',
  };
  const database = new ReadDatabase(databaseUrl);
  const source = new SourceStore(database);
  const today = new Today(clock, settings);
  const vault = new PostgresVault(databaseUrl);
  await vault.onModuleInit();
  const progress = new ProjectionProgress(database, source, settings);
  return {
    vault,
    progress,
    resellers: new ResellerQueries(database, source),
    customers: new CustomerQueries(database, source, vault),
    servicePlans: new ServicePlanQueries(database, source),
    catalogue: new CatalogueQueries(database),
    carts: new CartQueries(database, source),
    subscriptions: new SubscriptionQueries(database, source, vault, today),
    charges: new ChargeQueries(database, today),
    due: new DueQueries(database, clock, settings),
    dueSummary: new DueSummaryQueries(database),
    scheduled: new ScheduledQueries(database),
    stuck: new StuckOrderQueries(database, clock),
    licenses: new LicenseQueries(database),
    history: new HistoryQueries(store.reader, vault),
    close: async () => {
      await progress.onModuleDestroy();
      await database.onModuleDestroy();
      await vault.onApplicationShutdown();
    },
  };
}

export type Asking = Awaited<ReturnType<typeof askingWith>>;
