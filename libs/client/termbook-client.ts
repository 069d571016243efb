import { randomUUID } from 'node:crypto';

/** One line of `POST /v1/commands`. */
export interface BulkCommand {
  readonly idempotencyKey: string;
  readonly command: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An RFC 9457 problem: a stable `code`, and the facts of the case. */
export interface Problem {
  readonly code: string;
  readonly status?: number;
  readonly detail?: string;
  readonly [fact: string]: unknown;
}

/** One line of the answer to `POST /v1/commands`. */
export interface BulkAnswer {
  readonly line: number;
  readonly idempotencyKey: string | null;
  readonly status: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly problem?: Problem;
  readonly replayed?: boolean;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** Every POST gets one of its own when none is given; null sends none. */
  readonly idempotencyKey?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A small client of our own HTTP API. A status of any kind is an answer; only a broken connection throws. */
export class TermbookClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  get<Body>(path: string, options?: RequestOptions): Promise<Answer<Body>> {
    return this.request('GET', path, options);
  }

  put<Body>(path: string, body: unknown, options?: RequestOptions): Promise<Answer<Body>> {
    return this.request('PUT', path, { ...options, body });
  }

  post<Body>(path: string, body: unknown, options?: RequestOptions): Promise<Answer<Body>> {
    return this.request('POST', path, { idempotencyKey: randomUUID(), ...options, body });
  }

  delete<Body>(path: string, options?: RequestOptions): Promise<Answer<Body>> {
    return this.request('DELETE', path, options);
  }

  /** @param path below `/v1`, for example `/orders`. */
  async request<Body>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
    const { body, idempotencyKey, headers, signal } = options;
    const response = await fetch(`${this.url}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text.trim() === '' ? null : JSON.parse(text)) as Body,
    };
  }

  /** An answer of any length, as it comes. @param path below `/v1`. */
  download(path: string): Promise<Response> {
    return fetch(`${this.url}/v1${path}`, { headers: { authorization: `Bearer ${this.key}` } });
  }

  /** The answer as it comes: for what is no JSON, or long. @param path below `/v1`. */
  open(path: string, accept: string): Promise<Response> {
    return fetch(`${this.url}/v1${path}`, { headers: { authorization: `Bearer ${this.key}`, accept } });
  }

  /** Many commands in one request; answers in the order of the lines. @throws Error when the request itself is refused. */
  async sendCommands(commands: readonly BulkCommand[]): Promise<BulkAnswer[]> {
    return this.sendLines(commands.map((command) => JSON.stringify(command)).join('\n'));
  }

  /** As above, from text that may hold anything. */
  async sendLines(lines: string): Promise<BulkAnswer[]> {
    const response = await fetch(`${this.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/x-ndjson' },
      body: lines,
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`POST /v1/commands answered ${response.status}: ${text}`);
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as BulkAnswer);
  }
}
