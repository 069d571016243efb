import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { WrittenPosition } from '#commands/engine/written-position.js';
import { collectThreadMetrics } from '#observability/metrics.js';
import { ObservabilityModule } from '#observability/observability.module.js';
import { SettingsModule } from '#settings/settings.module.js';
import { answerCalls } from './write-side/answer-calls.js';
import { READY, STOP, type ThreadData } from './write-side/messages.js';
import { WRITE_SIDE, type WriteSideThread } from './write-side/write-side.js';
import { writeSideIn } from './write-side/write-side.module.js';

@Module({ imports: [SettingsModule, ObservabilityModule, writeSideIn(0)] })
class WriteSideThreadModule {}

if (parentPort === null) throw new Error('This is a thread of the api: run main.js');
const port = parentPort;
const { name, written } = workerData as ThreadData;

const app = await NestFactory.createApplicationContext(WriteSideThreadModule, {
  bufferLogs: true,
  abortOnError: false,
});
app.useLogger(app.get(Logger));
collectThreadMetrics('api', name);
app.get(WrittenPosition).share(written);
const answer = answerCalls(port, app.get<WriteSideThread>(WRITE_SIDE));
port.on('message', (message) => {
  if (message === STOP) void app.close().then(() => process.exit(0));
  else answer(message);
});
port.postMessage(READY);
