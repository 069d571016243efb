import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { collectProcessMetrics } from '#observability/metrics.js';
import { readSettings } from '#settings/read-settings.js';
import { apiWriting } from './api.module.js';
import { QueueBoard } from './console/queue-board.js';
import { serveConsole } from './console/serve-console.js';
import { Admission } from './http/admission.js';
import { limitAnswers } from './http/answer-deadline.js';
import { authenticateRequests } from './http/authenticate.js';
import { readBodies } from './http/bodies.js';
import { limitBodies } from './http/body-deadline.js';
import { KeyRing } from './http/key-ring.js';
import { KnownRoutes } from './http/known-routes.js';
import { CLOSE_IDLE_EVERY_MS, DRAIN_MS_MAX } from './http/limits.js';
import { Tokens } from './http/oidc/tokens.js';
import { documentApi } from './http/openapi.js';
import { answerWithRequestId } from './http/request-id.js';
import { logRequests } from './http/request-log.js';
import { measureResponses } from './http/response-metrics.js';
import { protectAnswers } from './http/security-headers.js';
import { serverOptions } from './http/server-options.js';
import { Stopping } from './http/stopping.js';

export interface RunningApi {
  readonly url: string;
  stop(): Promise<void>;
}

/** The api, listening. Waits for the event store and the vault; Postgres may come later. */
export async function startApi(): Promise<RunningApi> {
  const { port, host, logLevel, writeThreads } = readSettings(process.env);
  const module = apiWriting(writeThreads);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(serverOptions), {
    bufferLogs: true,
    bodyParser: false,
  });
  app.useLogger(app.get(Logger));
  collectProcessMetrics('api');
  const server = app.getHttpAdapter().getInstance();
  protectAnswers(server);
  readBodies(server);
  limitBodies(server);
  limitAnswers(server);
  app.get(KnownRoutes).watch(server);
  answerWithRequestId(server);
  measureResponses(server);
  logRequests(server, logLevel);
  authenticateRequests(server, app.get(KeyRing), app.get(Tokens));
  app.get(Admission).watch(server);
  documentApi(app);
  serveConsole(server, app.get(QueueBoard));
  await app.listen(port, host);
  return { url: await app.getUrl(), stop: () => stop(app) };
}

/** Takes no more connections, answers what is in flight (bounded), then lets go of the stores. */
async function stop(app: NestFastifyApplication): Promise<void> {
  app.get(Stopping).begin();
  const instance = app.getHttpAdapter().getInstance();
  const drained = instance.close();
  // A connection whose answer was under way stays open for its next request: it is idle only now.
  const closing = setInterval(() => instance.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  await Promise.race([drained, pause(DRAIN_MS_MAX, undefined, { ref: false })]);
  clearInterval(closing);
  instance.server.closeAllConnections();
  await app.close();
}
