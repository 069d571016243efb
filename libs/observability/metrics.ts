import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AggregatorRegistry, collectDefaultMetrics, type MetricObject, register } from 'prom-client';

const HTTP_OK = 200;
const HTTP_NOT_FOUND = 404;
const HTTP_UNAVAILABLE = 503;

/** Registers what every process tells of itself (memory, event loop, garbage collection), once. */
export function collectProcessMetrics(name: string): void {
  register.setDefaultLabels({ process: name });
  if (register.getSingleMetric('process_cpu_user_seconds_total') === undefined) collectDefaultMetrics();
}

/** Registers what a thread beside the main one tells of itself: its event loop, its heap, its garbage collection. */
export function collectThreadMetrics(process: string, thread: string): void {
  register.setDefaultLabels({ process, thread });
  collectDefaultMetrics();
  // What is of the whole process, the main thread tells.
  for (const { name } of register.getMetricsAsArray()) {
    if (/^(process_|nodejs_version)/.test(name)) register.removeSingleMetric(name);
  }
}

/** The default registry as plain data, for another thread to render. */
export const metricsAsData = (): Promise<readonly MetricObject[]> => register.getMetricsAsJSON();

/** The default registry in Prometheus's text format. @param others of other threads, told apart by a label. */
export async function renderMetrics(
  others: readonly MetricObject[] = [],
): Promise<{ readonly contentType: string; readonly body: string }> {
  const { contentType } = register;
  if (others.length === 0) return { contentType, body: await register.metrics() };
  const own: readonly MetricObject[] = await register.getMetricsAsJSON();
  // No two have the same labels, so nothing is added up, and nothing may be left out.
  const summed = [own, others].map((metrics) => metrics.map((metric) => ({ ...metric, aggregator: 'sum' })));
  return { contentType, body: await AggregatorRegistry.aggregate(summed).metrics() };
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
