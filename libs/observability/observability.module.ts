import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { logOptions } from './log-options.js';

/** Nest's logger on pino. In main.ts: `bufferLogs: true`, then `app.useLogger(app.get(Logger))` of nestjs-pino. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: ({ logLevel }: Settings) => logOptions(logLevel),
    }),
  ],
  exports: [LoggerModule],
})
export class ObservabilityModule {}
