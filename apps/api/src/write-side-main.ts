import 'reflect-metadata';
import { parentPort } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { collectThreadMetrics } from '#observability/metrics.js';
import { ObservabilityModule } from '#observability/observability.module.js';
import { SettingsModule } from '#settings/settings.module.js';
import { answerCalls } from './write-side/answer-calls.js';
import { READY, STOP } from './write-side/messages.js';
import { WRITE_SIDE, type WriteSide } from './write-side/write-side.js';
import { writeSideIn } from './write-side/write-side.module.js';

@Module({ imports: [SettingsModule, ObservabilityModule, writeSideIn('in-process')] })
class WriteSideThread {}

if (parentPort === null) throw new Error('This is a thread of the api: run main.js');
const port = parentPort;

const app = await NestFactory.createApplicationContext(WriteSideThread, { bufferLogs: true, abortOnError: false });
app.useLogger(app.get(Logger));
collectThreadMetrics('api', 'write-side');
const answer = answerCalls(port, app.get<WriteSide>(WRITE_SIDE));
port.on('message', (message) => {
  if (message === STOP) void app.close().then(() => process.exit(0));
  else answer(message);
});
port.postMessage(READY);
