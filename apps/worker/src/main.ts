import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { runProcess } from '#observability/process-life.js';
import { Scheduling } from '#scheduling/scheduling.js';
import { WebhookDelivery } from '#webhooks/webhook-delivery.js';
import { WorkerModule } from './worker.module.js';

await runProcess('worker', {
  async start() {
    const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, abortOnError: false });
    app.useLogger(app.get(Logger));
    const scheduling = app.get(Scheduling);
    const webhooks = app.get(WebhookDelivery);
    scheduling.start();
    webhooks.start();
    return {
      async stop() {
        await webhooks.stop();
        await scheduling.stop();
        await app.close();
      },
    };
  },
});
