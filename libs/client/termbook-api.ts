import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../.generated/api.js';
import type { BulkAnswer, BulkCommand, Problem } from './bulk-lines.js';
import type { ItemOf, ListPath, PathParameters, Query } from './document-types.js';
import { type Retries, readWhole, sendAgain } from './sending-again.js';

export type Schemas = components['schemas'];

/** What a busy or restarting api needs; after that, whoever waits rather hears of it. */
const RETRIES: Retries = {
  attemptsMax: 5,
  totalMaxMs: 30_000,
  firstWaitMs: 200,
  waitMaxMs: 5_000,
  chance: Math.random,
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
}

/** What all lists have in common. */
type PagedGet<Item> = (
  path: string,
  init: object,
) => Promise<{ data?: Page<Item>; error?: Problem; response: Response }>;

/** As many as a page may have. */
const PAGE_MAX = 200;

/**
 * POSTs that take no key: they change nothing, or twice is once, or each line has its own. A test holds them against the
 * document: a new one has to be thought about.
 */
export const POSTS_WITHOUT_KEY: readonly string[] = [
  '/v1/commands',
  '/v1/orders/preview',
  '/v1/ops/anchors',
  '/v1/ops/anchors/check',
  '/v1/ops/what-ifs',
  '/v1/ops/queue-board-sessions',
];

/** A page of a list was refused. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
    path: string,
  ) {
    super(`GET ${path} answered ${status}: ${JSON.stringify(problem)}`);
  }
}

export interface TermbookApiOptions {
  /** Without the path. */
  readonly url: string;
  readonly key: string;
  readonly retries?: Partial<Retries>;
  /** Idempotency keys, for POSTs that are given none. */
  readonly newKey?: () => string;
}

/**
 * The HTTP API as its own OpenAPI document types it: a path template, its parameters and its body in, `data` or `error`
 * (a problem) out, with the `response`. What broke, or is to come back later, is sent again: every POST that takes an
 * idempotency key under one, given or made once for the call. All else is the caller's to judge.
 */
export class TermbookApi {
  readonly GET: Client<paths>['GET'];
  readonly PUT: Client<paths>['PUT'];
  readonly POST: Client<paths>['POST'];
  readonly DELETE: Client<paths>['DELETE'];
  readonly url: string;
  private readonly authorization: string;
  private readonly retries: Retries;
  private readonly newKey: () => string;

  constructor({ url, key, retries, newKey = randomUUID }: TermbookApiOptions) {
    this.url = url.replace(/\/+$/, '');
    this.authorization = `Bearer ${key}`;
    this.retries = { ...RETRIES, ...retries };
    this.newKey = newKey;
    const { GET, PUT, POST, DELETE } = createClient<paths>({
      baseUrl: this.url,
      headers: { authorization: this.authorization },
      fetch: (request) => this.send(request, readWhole),
    });
    Object.assign(this, { GET, PUT, POST, DELETE });
  }

  /** The items of a paged list, page by page, as they are wanted. @throws RefusedError */
  async *items<Path extends ListPath>(
    path: Path,
    params: {
      readonly path?: PathParameters<Path, 'get'> | undefined;
      readonly query?: Query<Path, 'get'> | undefined;
    } = {},
  ): AsyncGenerator<ItemOf<Path>> {
    for (let cursor: string | undefined; ; ) {
      const query = { limit: PAGE_MAX, ...params.query, cursor };
      const { data, error, response } = await (this.GET as PagedGet<ItemOf<Path>>)(path, {
        params: { ...params, query },
      });
      if (data === undefined) throw new RefusedError(response.status, error, path);
      yield* data.items;
      if (data.nextCursor === undefined || data.nextCursor === null) return;
      cursor = data.nextCursor;
    }
  }

  /** An answer of any length, as it comes. @param path with its parameters, for example `/v1/ops/due?from=2026-01-01`. */
  open(path: string, accept = '*/*'): Promise<Response> {
    const headers = { authorization: this.authorization, accept };
    return this.send(new Request(`${this.url}${path}`, { headers }), async (response) => response);
  }

  /** Many commands in one request; answers in the order of the lines. @throws Error when the request itself is refused. */
  sendCommands(commands: readonly BulkCommand[]): Promise<BulkAnswer[]> {
    return this.sendLines(commands.map((command) => JSON.stringify(command)).join('\n'));
  }

  /** As above, from text that may hold anything. Each line has a key of its own: sent again, it has the same answers. */
  async sendLines(lines: string): Promise<BulkAnswer[]> {
    const request = new Request(`${this.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization: this.authorization, 'content-type': 'application/x-ndjson' },
      body: lines,
    });
    const response = await sendAgain(request, this.retries, readWhole);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`POST /v1/commands answered ${response.status}: ${text}`);
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as BulkAnswer);
  }

  private send(request: Request, received: (response: Response) => Promise<Response>): Promise<Response> {
    const takesKey = request.method === 'POST' && !POSTS_WITHOUT_KEY.includes(new URL(request.url).pathname);
    if (takesKey && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', this.newKey());
    return sendAgain(request, this.retries, received);
  }
}
