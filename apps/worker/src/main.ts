import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { collectProcessMetrics, openMetricsDoor } from '#observability/metrics.js';
import { runProcess } from '#observability/process-life.js';
import { Scheduling } from '#scheduling/scheduling.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { WebhookDelivery } from '#webhooks/webhook-delivery.js';
import { WorkerModule } from './worker.module.js';

await runProcess('worker', {
  async start() {
    collectProcessMetrics('worker');
    const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, abortOnError: false });
    app.useLogger(app.get(Logger));
    const scheduling = app.get(Scheduling);
    const webhooks = app.get(WebhookDelivery);
    const door = await openMetricsDoor(app.get<Settings>(SETTINGS).metrics);
    scheduling.start();
    webhooks.start();
    return {
      ready: door.url,
      async stop() {
        await webhooks.stop();
        await scheduling.stop();
        await app.close();
        await door.stop();
      },
    };
  },
});
