import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import autocannon, { type Result } from 'autocannon';
import { measure } from './in-turns.js';
import { ORDER } from './market.js';
import { IN_FLIGHT, type Speed, type Window } from './plan-of-the-bench.js';

export interface HttpSpeed extends Speed {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Target {
  readonly url: string;
  readonly key: string;
}

/** `POST /v1/orders`, each with a key of its own, on so many connections with one request each. @throws Error when one is not 2xx. */
export async function ordersOverHttp(target: Target, window: Window): Promise<HttpSpeed> {
  const { warmSeconds, measuredSeconds } = window;
  const warm = await load(target, warmSeconds);
  const { requests, latency, non2xx, errors, duration } =
    measuredSeconds > 0 ? await load(target, measuredSeconds) : warm;
  if (non2xx + errors > 0) throw new Error(`${non2xx} orders were refused, ${errors} got no answer`);
  return { perSecond: requests.total / duration, p50Ms: latency.p50, p99Ms: latency.p99 };
}

function load({ url, key }: Target, duration: number): Promise<Result> {
  const body = JSON.stringify(ORDER);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return autocannon({
    url,
    connections: IN_FLIGHT,
    duration,
    // In the place of the mark each request has an id of its own.
    idReplacement: true,
    requests: [{ method: 'POST', path: '/v1/orders', body, headers: { ...headers, 'idempotency-key': '[<id>]' } }],
  });
}

/** The same orders as lines of one bulk request, read as fast as they are answered. @throws Error when one is refused. */
export async function ordersInBulk({ url, key }: Target, window: Window): Promise<Speed> {
  const stopping = new AbortController();
  const request = httpRequest(`${url}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  const sending = sendLines(request, stopping.signal);
  const [response] = await answered;
  const count = countAnswers(response);
  const speed = await measure(count.done, window);
  stopping.abort();
  await sending;
  await count.ended;
  return speed;
}

const LINES_AT_ONCE = 64;

async function sendLines(request: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  const line = () =>
    `{"idempotencyKey":"${randomUUID()}","command":"OrderSubscription","payload":${JSON.stringify(ORDER)}}\n`;
  while (!signal.aborted) {
    const lines = Array.from({ length: LINES_AT_ONCE }, line).join('');
    if (!request.write(lines)) await once(request, 'drain');
  }
  request.end();
}

const NEWLINE = 0x0a;

function countAnswers(response: IncomingMessage) {
  let lines = 0;
  const ended = new Promise<void>((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      if (response.statusCode !== 200 || chunk.includes('"problem":'))
        reject(new Error(`bulk: ${chunk.subarray(0, 500)}`));
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    });
    response.once('end', resolve).once('error', reject);
  });
  ended.catch(() => undefined);
  return { done: () => lines, ended };
}
