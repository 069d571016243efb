import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, register } from 'prom-client';

/** Registers what every process tells of itself (memory, event loop, garbage collection), once. */
export function collectProcessMetrics(name: string): void {
  register.setDefaultLabels({ process: name });
  if (register.getSingleMetric('process_cpu_user_seconds_total') === undefined) collectDefaultMetrics();
}

/** The default registry in Prometheus's text format. */
export async function renderMetrics(): Promise<{ readonly contentType: string; readonly body: string }> {
  return { contentType: register.contentType, body: await register.metrics() };
}

/** `/metrics` for a process without an HTTP surface of its own. @param port 0 takes a free one. */
export async function serveMetrics(host: string, port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    const { contentType, body } = await renderMetrics();
    return response.writeHead(200, { 'content-type': contentType }).end(body);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}
