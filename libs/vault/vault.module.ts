import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { PostgresVault } from './postgres-vault.js';
import { SUBJECT_ERASER } from './subject-eraser.js';
import { VAULT } from './vault.js';

@Module({
  providers: [
    { provide: VAULT, inject: [SETTINGS], useFactory: (settings: Settings) => new PostgresVault(settings.vaultUrl) },
    { provide: SUBJECT_ERASER, useExisting: VAULT },
  ],
  exports: [VAULT, SUBJECT_ERASER],
})
export class VaultModule {}
