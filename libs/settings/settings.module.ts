import { Global, Module } from '@nestjs/common';
import { readSettings } from './read-settings.js';
import { SETTINGS } from './settings.js';

/** Read once, when the module is made: a process with a fault in its settings never starts. */
@Global()
@Module({
  providers: [{ provide: SETTINGS, useFactory: () => readSettings(process.env) }],
  exports: [SETTINGS],
})
export class SettingsModule {}
