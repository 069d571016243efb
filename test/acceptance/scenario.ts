import { eventually } from '../support/eventually.js';
import type { TermbookUnderTest } from '../support/start-termbook.js';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** A process that was killed is launched anew; on two busy cores that takes its time. */
const READY_WITHIN_MS = 90_000;
const ACTIVE_WITHIN_MS = 20_000;

/** Speaks to a running Termbook as its users do: HTTP, a key, JSON. */
export class Scenario {
  private keyNumber = 0;

  constructor(readonly termbook: TermbookUnderTest) {}

  async send(method: string, path: string, body?: unknown, options: SendOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.termbook.keys[options.as ?? 'admin']}` };
    if (body !== undefined) headers['content-type'] = options.type ?? 'application/json';
    if (options.key !== undefined) headers['idempotency-key'] = options.key;
    const response = await fetch(`${this.termbook.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs ?? REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : parse(text) };
  }

  get = (path: string, options?: SendOptions) => this.send('GET', path, undefined, options);
  put = (path: string, body: unknown, options?: SendOptions) => this.send('PUT', path, body, options);
  post = (path: string, body: unknown = {}, options: SendOptions = {}) =>
    this.send('POST', path, body, { ...options, key: options.key ?? this.nextKey() });

  nextKey(): string {
    this.keyNumber += 1;
    return `test-${process.pid}-${this.keyNumber}`;
  }

  /** Moves the sandbox clock and stops it there; everything due until then is done and projected. */
  async moveClockTo(now: string): Promise<void> {
    const moved = await this.send('PUT', '/v1/sandbox/clock', { now, ticking: false }, { timeoutMs: 240_000 });
    if (moved.status !== 200 || 'failed' in moved.body) throw new Error(`clock: ${JSON.stringify(moved.body)}`);
  }

  /** Until the api answers again, as after it was killed. */
  untilReady = () =>
    eventually(async () => {
      const ready = await fetch(`${this.termbook.url}/health/ready`).catch(() => undefined);
      return ready?.status === 200;
    }, READY_WITHIN_MS);

  /** Lists the plan, or changes its price per seat and term. */
  async listPlan(productId: string, amountMinor = 57_625): Promise<void> {
    await this.expectOk(
      this.put(`/v1/service-plans/${productId}`, {
        productName: 'AutoCAD LT',
        period: 'annual',
        supportLevel: 'basic',
        catalogue: 'open',
        price: { amountMinor, currency: 'USD' },
      }),
    );
  }

  async registerReseller(resellerId: string, csn?: string): Promise<void> {
    await this.expectOk(
      this.put(`/v1/resellers/${resellerId}`, {
        name: `Reseller ${resellerId}`,
        country: 'US',
        supportEmail: `support@${resellerId}.example`,
      }),
    );
    if (csn !== undefined) await this.expectOk(this.put(`/v1/resellers/${resellerId}/csn`, { csn }));
  }

  async registerCustomer(customerId: string, resellerId: string): Promise<void> {
    await this.expectOk(
      this.put(`/v1/customers/${customerId}`, {
        resellerId,
        name: `Customer ${customerId}`,
        postalCode: '94103',
        country: 'US',
        address: '1 Main Street, San Francisco',
      }),
    );
  }

  async order(body: Json, options?: SendOptions): Promise<string> {
    const answer = await this.expectOk(this.post('/v1/orders', { poNumber: 'PO-1', ...body }, options));
    return String(answer.body.subscriptionId);
  }

  /** Waits until the read model has the subscription and it satisfies the condition. */
  async subscription(id: string, until: (body: Json) => boolean = () => true): Promise<Json> {
    const deadline = Date.now() + ACTIVE_WITHIN_MS;
    for (;;) {
      const answer = await this.get(`/v1/subscriptions/${id}`);
      if (answer.status === 200 && until(answer.body)) return answer.body;
      if (Date.now() > deadline) throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async charges(id: string): Promise<Json[]> {
    const all: Json[] = [];
    let cursor: unknown = null;
    do {
      const page = await this.expectOk(
        this.get(
          `/v1/subscriptions/${id}/charges${cursor === null ? '' : `?cursor=${encodeURIComponent(String(cursor))}`}`,
        ),
      );
      all.push(...(page.body.items as Json[]));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    return all;
  }

  async historyTypes(id: string): Promise<string[]> {
    const page = await this.expectOk(this.get(`/v1/subscriptions/${id}/history?limit=200`));
    return (page.body.items as Json[]).map((item) => String(item.type));
  }

  async expectOk(answering: Promise<Answer>): Promise<Answer> {
    const answer = await answering;
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }
}

export interface SendOptions {
  readonly as?: 'admin' | 'intake' | 'operations';
  readonly key?: string;
  readonly type?: string;
  readonly timeoutMs?: number;
}

/** Answers are one JSON document, with blanks in front where a long call kept the connection alive. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return { text };
  }
}

/** The status and code of a problem: what a caller acts on. */
export const problemOf = (answer: Answer) => [answer.status, answer.body.code];
