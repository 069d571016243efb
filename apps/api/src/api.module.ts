import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { ClockModule } from '#clock/clock.module.js';
import { SandboxClockControlModule } from '#clock/sandbox-clock-control.module.js';
import { AnchoringModule } from '#commands/audit/anchoring.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { CloudEvents } from '#feed/cloud-events.js';
import { Feed } from '#feed/feed.js';
import { LiveEvents } from '#feed/live-events.js';
import { HistoryModule } from '#history/history.module.js';
import { ObservabilityModule } from '#observability/observability.module.js';
import { ReadModelsModule } from '#read-models/read-models.module.js';
import { QueueStoreModule } from '#scheduling/queues/queue-store.module.js';
import { SettingsModule } from '#settings/settings.module.js';
import { VaultModule } from '#vault/vault.module.js';
import { WebhooksModule } from '#webhooks/webhooks.module.js';
import { Owners } from './access/owners.js';
import { ResellerScope } from './access/reseller-scope.js';
import { ScopeGuard } from './access/scope.guard.js';
import { QueueBoardController } from './console/queue-board.controller.js';
import { QueueBoard } from './console/queue-board.js';
import { FeedContractController } from './feed/contract/contract.controller.js';
import { FeedController } from './feed/feed.controller.js';
import { FeedPositions } from './feed/feed-positions.js';
import { Followers } from './feed/followers.js';
import { Admission } from './http/admission.js';
import { InteractiveLoad } from './http/interactive-load.js';
import { KeyRing } from './http/key-ring.js';
import { KnownRoutes } from './http/known-routes.js';
import { Tokens } from './http/oidc/tokens.js';
import { PermitsGuard } from './http/permits.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimit } from './http/rate-limit.js';
import { ReadAfterGuard } from './http/read-after.guard.js';
import { Stopping } from './http/stopping.js';
import { BulkController } from './intake/bulk.controller.js';
import { Bulk } from './intake/bulk.js';
import { CartIntakeController } from './intake/carts.controller.js';
import { CustomerIntakeController } from './intake/customers.controller.js';
import { HttpIntake } from './intake/http-intake.js';
import { Intake } from './intake/intake.js';
import { LicenseIntakeController } from './intake/licenses.controller.js';
import { OrderCorrectionController } from './intake/order-corrections.controller.js';
import { OrderIntakeController } from './intake/orders.controller.js';
import { RenewalIntakeController } from './intake/renewal.controller.js';
import { ResellerIntakeController } from './intake/resellers.controller.js';
import { SeatIntakeController } from './intake/seats.controller.js';
import { ServicePlanIntakeController } from './intake/service-plans.controller.js';
import { AnchorsController } from './operations/anchors/anchors.controller.js';
import { AuditController } from './operations/audit/audit.controller.js';
import { AuditReadings } from './operations/audit/audit-readings.js';
import { OpenedEvents } from './operations/audit/opened-events.js';
import { DueModule } from './operations/due/due.module.js';
import { ErasureController } from './operations/erasures/erasures.controller.js';
import { HealthController } from './operations/health.controller.js';
import { HistoryController } from './operations/history/history.controller.js';
import { WhatIfController } from './operations/history/what-if.controller.js';
import { HoldController } from './operations/holds/holds.controller.js';
import { MetricsController } from './operations/metrics.controller.js';
import { ParkedController } from './operations/parked/parked.controller.js';
import { ProjectionsController } from './operations/projections/projections.controller.js';
import { ProjectorMetrics } from './operations/projector-metrics.js';
import { RebuildsController } from './operations/rebuilds/rebuilds.controller.js';
import { SandboxClockController } from './operations/sandbox-clock.controller.js';
import { SearchController } from './operations/search/search.controller.js';
import { SessionController } from './operations/session.controller.js';

import { VerificationsController } from './operations/verifications/verifications.controller.js';
import { ProblemsController } from './problems/problems.controller.js';
import { CatalogueQueryController } from './query/catalogue.controller.js';
import { CaughtUp } from './query/caught-up.js';
import { ChargeQueryController } from './query/charges.controller.js';
import { CustomerQueryController } from './query/customers.controller.js';
import { OrderPreviewController } from './query/order-preview.controller.js';
import { ReceiptQueryController } from './query/receipts.controller.js';
import { ResellerQueryController } from './query/resellers.controller.js';
import { SubscriptionQueryController } from './query/subscriptions.controller.js';
import { WebhookAccess } from './webhooks/webhook-access.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { writeSideIn } from './write-side/write-side.module.js';

const INTAKE = [
  BulkController,
  CartIntakeController,
  CustomerIntakeController,
  LicenseIntakeController,
  OrderCorrectionController,
  OrderIntakeController,
  RenewalIntakeController,
  ResellerIntakeController,
  SeatIntakeController,
  ServicePlanIntakeController,
];

const QUERIES = [
  CatalogueQueryController,
  ChargeQueryController,
  CustomerQueryController,
  OrderPreviewController,
  ReceiptQueryController,
  ResellerQueryController,
  SubscriptionQueryController,
];

const FEED = [CloudEvents, Feed, FeedPositions, Followers, LiveEvents];

const OPERATIONS = [
  AnchorsController,
  AuditController,
  SearchController,
  ErasureController,
  HealthController,
  HoldController,
  HistoryController,
  WhatIfController,
  MetricsController,
  ProblemsController,
  QueueBoardController,
  SandboxClockController,
  SessionController,
  ParkedController,
  ProjectionsController,
  RebuildsController,
  VerificationsController,
];

@Module({
  imports: [
    SettingsModule,
    ObservabilityModule,
    ClockModule,
    AnchoringModule,
    ReadModelsModule,
    HistoryModule,
    EventStoreReadingModule,
    VaultModule,
    WebhooksModule,
    SandboxClockControlModule,
    DueModule,
    QueueStoreModule,
    TerminusModule.forRoot({ logger: false }),
  ],
  controllers: [...INTAKE, ...QUERIES, FeedController, FeedContractController, WebhooksController, ...OPERATIONS],
  providers: [
    Intake,
    HttpIntake,
    Bulk,
    Admission,
    InteractiveLoad,
    CaughtUp,
    KeyRing,
    QueueBoard,
    Owners,
    ResellerScope,
    KnownRoutes,
    ProjectorMetrics,
    RateLimit,
    Stopping,
    AuditReadings,
    OpenedEvents,
    Tokens,
    ...FEED,
    WebhookAccess,
    { provide: APP_GUARD, useClass: PermitsGuard },
    { provide: APP_GUARD, useClass: ScopeGuard },
    { provide: APP_GUARD, useClass: ReadAfterGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class ApiModule {}

/** @param threads in which commands are decided; 0: in this one. */
export const apiWriting = (threads: number): DynamicModule => ({
  module: ApiModule,
  imports: [writeSideIn(threads)],
});
