import { Module } from '@nestjs/common';
import { ObservabilityModule } from '#observability/observability.module.js';
import { SchedulingModule } from '#scheduling/scheduling.module.js';
import { SettingsModule } from '#settings/settings.module.js';
import { WebhookDeliveryModule } from '#webhooks/webhook-delivery.module.js';

@Module({ imports: [SettingsModule, ObservabilityModule, SchedulingModule, WebhookDeliveryModule] })
export class WorkerModule {}
