import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, register } from 'prom-client';

const HTTP_OK = 200;
const HTTP_NOT_FOUND = 404;
const HTTP_UNAVAILABLE = 503;

/** Registers what every process tells of itself (memory, event loop, garbage collection), once. */
export function collectProcessMetrics(name: string): void {
  register.setDefaultLabels({ process: name });
  if (register.getSingleMetric('process_cpu_user_seconds_total') === undefined) collectDefaultMetrics();
}

/** The default registry in Prometheus's text format. */
export async function renderMetrics(): Promise<{ readonly contentType: string; readonly body: string }> {
  return { contentType: register.contentType, body: await register.metrics() };
}

export interface MetricsDoor {
  readonly url: string;
  stop(): Promise<void>;
}

/** `/metrics` for a process without an HTTP surface of its own. @param port 0 takes a free one. @throws Error where it is taken. */
export async function openMetricsDoor({ host, port }: { host: string; port: number }): Promise<MetricsDoor> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, host, listening));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    stop() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** A figure that can not be had, since a store is away, is no reason to end. */
async function answer({ url, method }: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (url !== '/metrics' || method !== 'GET') response.writeHead(HTTP_NOT_FOUND).end();
    else {
      const { contentType, body } = await renderMetrics();
      response.writeHead(HTTP_OK, { 'content-type': contentType }).end(body);
    }
  } catch {
    response.writeHead(HTTP_UNAVAILABLE).end();
  }
}
