import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { collectProcessMetrics, openMetricsDoor } from '#observability/metrics.js';
import { runProcess } from '#observability/process-life.js';
import { ProjectionRunner } from '#projections/runner/projection-runner.js';
import { readSettings } from '#settings/read-settings.js';
import { ProjectorModule } from './projector.module.js';

await runProcess('projector', {
  async start(stopping) {
    // Every fault in the settings is named before anything is made.
    const { metrics } = readSettings(process.env);
    collectProcessMetrics('projector');
    const app = await NestFactory.createApplicationContext(ProjectorModule, { bufferLogs: true, abortOnError: false });
    app.useLogger(app.get(Logger));
    const runner = app.get(ProjectionRunner);
    // Open before it leads: who stands by is looked at too.
    const door = await openMetricsDoor(metrics);
    const stop = async () => {
      await runner.stop();
      await app.close();
      await door.stop();
    };
    stopping.addEventListener('abort', () => void runner.stop(), { once: true });
    await runner.start();
    return { ready: door.url, stop };
  },
});
