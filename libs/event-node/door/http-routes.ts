import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Faults } from '../faults.js';
import { ticksOf } from '../protocol/event-frame.js';
import { type NodeAddress, SERVER_VERSION } from './node-services.js';

/** Longer than any set of faults. */
const BODY_BYTES_MAX = 10_000;

export interface HttpRoutesOptions {
  readonly address: () => NodeAddress;
  /** Undefined: whoever can connect may ask for everything. */
  readonly isAllowed: ((authorization: string | undefined) => boolean) | undefined;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Only with the switch for tests. */
  readonly faults: Faults | undefined;
}

/** What is asked for over plain HTTP/1.1 on the same port. */
export function httpRoutes(options: HttpRoutesOptions): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0]?.toLowerCase();
    if (path === '/health/live') readOnly(request, response, () => response.writeHead(204).end());
    else if (path === '/info') readOnly(request, response, () => sendJson(response, info()));
    else if (path === '/gossip') readOnly(request, response, () => sendJson(response, gossip(options.address())));
    else if (options.isAllowed?.(request.headers.authorization) === false)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="event node"', 'content-length': 0 }).end();
    else if (path === '/metrics') readOnly(request, response, () => void sendMetrics(response, options.metrics));
    else if (path === '/faults' && options.faults !== undefined) takeFaults(request, response, options.faults);
    else response.writeHead(404, { 'content-length': 0 }).end();
  };
}

function readOnly(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  if (request.method === 'GET' || request.method === 'HEAD') answer();
  else response.writeHead(405, { allow: 'GET, HEAD' }).end();
}

function sendJson(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body, null, 2);
  const length = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': length }).end(text);
}

async function sendMetrics(response: ServerResponse, metrics: HttpRoutesOptions['metrics']): Promise<void> {
  const text = await metrics.text();
  response.writeHead(200, { 'content-type': metrics.contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}

const info = () => ({
  esVersion: `${SERVER_VERSION}.0`,
  state: 'leader',
  features: { projections: false, userManagement: false, atomPub: false },
  authentication: { type: 'insecure', properties: null },
});

const gossip = ({ instanceId, host, port }: NodeAddress) => ({
  members: [
    {
      instanceId,
      timeStamp: new Date(Number(BigInt(ticksOf(Date.now())) / 10_000n)).toISOString(),
      state: 'Leader',
      isAlive: true,
      httpEndPointIp: host,
      httpEndPointPort: port,
    },
  ],
  serverIp: host,
  serverPort: port,
});

function takeFaults(request: IncomingMessage, response: ServerResponse, faults: Faults): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on('end', () => {
    try {
      sendJson(response, faults.apply(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : 'not understood');
    }
  });
}
