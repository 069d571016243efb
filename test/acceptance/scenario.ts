import type { ItemOf } from '#client/document-types.js';
import type { Schemas, TermbookApi } from '#client/termbook-api.js';
import { eventually } from '../support/eventually.js';
import type { TermbookUnderTest } from '../support/start-termbook.js';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

const REQUEST_TIMEOUT_MS = 60_000;
/** A move of years does all due work on the way. */
const CLOCK_TIMEOUT_MS = 240_000;
/** A process that was killed is launched anew; on two busy cores that takes its time. */
const READY_WITHIN_MS = 90_000;
const ACTIVE_WITHIN_MS = 40_000;

/** What came of a call of the typed client. */
interface Called<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Speaks to a running Termbook as its users do: what a story is made of goes through the typed client; what the document
 * forbids, and what a test wants to see whole, by `send` and its short forms: once, and as it is.
 */
export class Scenario {
  private keyNumber = 0;

  constructor(readonly termbook: TermbookUnderTest) {}

  /** Anew each time: a system that was started again may be elsewhere. */
  private get api(): TermbookApi {
    return this.termbook.api();
  }

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
    const signal = AbortSignal.timeout(CLOCK_TIMEOUT_MS);
    const { failed } = await done(this.api.PUT('/v1/sandbox/clock', { body: { now, ticking: false }, signal }));
    if (failed !== undefined) throw new Error(`clock: ${JSON.stringify(failed)}`);
  }

  /** Until the api answers again, as after it was killed. */
  untilReady = () =>
    eventually(async () => {
      const ready = await fetch(`${this.termbook.url}/health/ready`).catch(() => undefined);
      return ready?.status === 200;
    }, READY_WITHIN_MS);

  /** Lists the plan, or changes its price per seat and term. */
  async listPlan(productId: string, amountMinor = 57_625): Promise<void> {
    const body = {
      productName: 'AutoCAD LT',
      period: 'annual',
      supportLevel: 'basic',
      catalogue: 'open',
      price: { amountMinor, currency: 'USD' },
    } as const;
    await done(this.api.PUT('/v1/service-plans/{productId}', { params: { path: { productId } }, body }));
  }

  async registerReseller(resellerId: string, csn?: string): Promise<void> {
    const params = { path: { resellerId } };
    const body = { name: `Reseller ${resellerId}`, country: 'US', supportEmail: `support@${resellerId}.example` };
    await done(this.api.PUT('/v1/resellers/{resellerId}', { params, body }));
    if (csn !== undefined) await done(this.api.PUT('/v1/resellers/{resellerId}/csn', { params, body: { csn } }));
  }

  async registerCustomer(customerId: string, resellerId: string): Promise<void> {
    const body = {
      resellerId,
      name: `Customer ${customerId}`,
      postalCode: '94103',
      country: 'US',
      address: '1 Main Street, San Francisco',
    };
    await done(this.api.PUT('/v1/customers/{customerId}', { params: { path: { customerId } }, body }));
  }

  async order(body: Order, { as = 'admin', key = this.nextKey() }: SendOptions = {}): Promise<string> {
    const params = { header: { 'Idempotency-Key': key } };
    const ordering = this.termbook.api(as).POST('/v1/orders', { params, body: { poNumber: 'PO-1', ...body } });
    return (await done(ordering)).subscriptionId;
  }

  /** Waits until the read model has the subscription and it satisfies the condition. */
  async subscription(
    subscriptionId: string,
    until: (body: Subscription) => boolean = () => true,
  ): Promise<Subscription> {
    return eventually(async () => {
      const params = { path: { subscriptionId } };
      const body = await done(this.api.GET('/v1/subscriptions/{subscriptionId}', { params }));
      if (!until(body)) throw new Error(`still ${JSON.stringify(body)}`);
      return body;
    }, ACTIVE_WITHIN_MS);
  }

  charges = (subscriptionId: string) =>
    all(this.api.items('/v1/subscriptions/{subscriptionId}/charges', { path: { subscriptionId } }));

  async historyTypes(subscriptionId: string): Promise<string[]> {
    const path = { subscriptionId };
    return (await all(this.api.items('/v1/subscriptions/{subscriptionId}/history', { path }))).map(({ type }) => type);
  }

  async expectOk(answering: Promise<Answer>): Promise<Answer> {
    const answer = await answering;
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }
}

type Order = Omit<Schemas['OrderSubscriptionBody'], 'poNumber'> & { readonly poNumber?: string };
type Subscription = ItemOf<'/v1/subscriptions'>;

/** @throws Error where it was not taken. */
async function done<Data>(calling: Promise<Called<Data>>): Promise<Data> {
  const { data, error, response } = await calling;
  if (data === undefined) throw new Error(`${response.status} ${JSON.stringify(error)}`);
  return data;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
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
