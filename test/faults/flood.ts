import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../contract/api/running-api.js';

/** All of them stay open between two requests. */
const CONNECTIONS_MAX = 2_000;

export interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
  /** From the request to the end of the answer. */
  readonly ms: number;
  /** When the answer ended, on the clock of `performance.now()`. */
  readonly endedAt: number;
}

/** One order: what it was told until it was taken, and then. */
export interface Taken {
  readonly key: string;
  readonly client: string;
  readonly refused: readonly Told[];
  readonly told: Told;
}

/**
 * Many clients of one api, each request on a connection of its own that is there already: what is measured is the api, and
 * not how fast this process connects.
 */
export class Flood {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: CONNECTIONS_MAX });

  constructor(private readonly url: string) {}

  async connect(connections: number): Promise<void> {
    await Promise.all(Array.from({ length: connections }, () => this.send('GET', '/health/live', {})));
  }

  post(path: string, body: object, client: string, key: string): Promise<Told> {
    const text = JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${client}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'idempotency-key': key,
    };
    return this.send('POST', path, headers, text);
  }

  /** As an upstream system does: the same request under the same key, no sooner than it was told. @throws Error */
  async untilTaken(path: string, body: object, client: string, key: string): Promise<Taken> {
    const refused: Told[] = [];
    for (;;) {
      const told = await this.post(path, body, client, key);
      if (told.status === 201) return { key, client, refused, told };
      const seconds = Number(told.headers['retry-after']);
      if (![429, 503].includes(told.status) || !(seconds >= 1)) throw new Error(JSON.stringify(told));
      refused.push(told);
      await pause(seconds * 1_000);
    }
  }

  stop(): void {
    this.agent.destroy();
  }

  private async send(method: string, path: string, headers: object, text = ''): Promise<Told> {
    const begun = performance.now();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, agent: this.agent, headers: { ...headers } };
      request(`${this.url}${path}`, options, resolve).once('error', reject).end(text);
    });
    let body = '';
    for await (const chunk of answer) body += String(chunk);
    const endedAt = performance.now();
    const { statusCode: status = 0, headers: told } = answer;
    return { status, headers: told, body: JSON.parse(body) as Json, ms: endedAt - begun, endedAt };
  }
}
