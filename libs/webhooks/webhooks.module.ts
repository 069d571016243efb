import { Module } from '@nestjs/common';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { VaultModule } from '#vault/vault.module.js';
import { DeliveryDatabase } from './delivery/delivery-database.js';
import { WebhookStates } from './delivery/webhook-states.js';
import { WebhookSecrets } from './sending/webhook-secrets.js';

/** What is known of webhooks; it sends nothing. */
@Module({
  imports: [EventStoreReadingModule, VaultModule],
  providers: [
    WebhookStates,
    WebhookSecrets,
    {
      provide: DeliveryDatabase,
      inject: [SETTINGS],
      useFactory: ({ databaseUrl }: Settings) => new DeliveryDatabase(databaseUrl),
    },
  ],
  exports: [DeliveryDatabase, WebhookSecrets, WebhookStates],
})
export class WebhooksModule {}
