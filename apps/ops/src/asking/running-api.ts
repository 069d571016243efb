import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Problem, TermbookClient } from '#client/termbook-client.js';
import { readGivenSettings } from '#settings/read-settings.js';
import { OpsError } from './ops-error.js';

/** As many as a page may have. */
const PAGE_MAX = 200;

/** Whose key in DATA_DIR/keys.json a command takes when it is given none. */
export type KeyRole = 'admin' | 'intake' | 'operations';

export interface ApiOptions {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly 'key-file'?: string | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
}

/**
 * The running api, asked by a command: what is refused is told to whoever typed it, with code and detail.
 * Paths are below `/v1`; what comes from people goes in by `pathOf`, which escapes it, or as query.
 */
export class RunningApi {
  constructor(
    readonly url: string,
    readonly client: TermbookClient,
  ) {}

  /** @throws OpsError */
  async get<Body>(path: string, query: Query = {}): Promise<Body> {
    return this.taken(() => this.client.get<Body>(withQuery(path, query)));
  }

  /** @throws OpsError */
  async post<Body>(path: string, body: object = {}): Promise<Body> {
    return this.taken(() => this.client.post<Body>(path, body));
  }

  /** @throws OpsError */
  async delete<Body>(path: string): Promise<Body> {
    return this.taken(() => this.client.delete<Body>(path));
  }

  /** The items of a paged list, page by page, as they are wanted. @throws OpsError */
  async *items<Item>(path: string, query: Query = {}): AsyncGenerator<Item> {
    for (let cursor: string | undefined; ; ) {
      const page: Page<Item> = await this.get(path, { limit: PAGE_MAX, ...query, cursor });
      yield* page.items;
      if (page.nextCursor === undefined || page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  /** An answer of any length, as it comes. @throws OpsError */
  async download(path: string, query: Query = {}): Promise<ReadableStream<Uint8Array>> {
    const response = await this.client.download(withQuery(path, query)).catch((error: unknown) => {
      throw new OpsError(`no Termbook answers at ${this.url}: ${causeOf(error)}`);
    });
    if (response.ok && response.body !== null) return response.body;
    throw new OpsError(told(response.status, (await response.json().catch(() => null)) as Problem | null));
  }

  /** A long answer that is no JSON, piece by piece. @throws OpsError */
  async *pieces(path: string, query: Query, accept: string): AsyncGenerator<string> {
    const response = await this.client.open(withQuery(path, query), accept).catch((error: unknown) => {
      throw new OpsError(`no Termbook answers at ${this.url}: ${causeOf(error)}`);
    });
    if (!response.ok) throw new OpsError(told(response.status, (await response.json()) as Problem));
    if (response.body !== null) yield* response.body.pipeThrough(new TextDecoderStream());
  }

  private async taken<Body>(ask: () => Promise<Answer<Body>>): Promise<Body> {
    const { status, body } = await ask().catch((error: unknown) => {
      throw new OpsError(`no Termbook answers at ${this.url}: ${causeOf(error)}`);
    });
    if (status >= 200 && status < 300) return body;
    throw new OpsError(told(status, body as Problem | null));
  }
}

/**
 * @param role whose key in DATA_DIR/keys.json is taken where none is given.
 * @throws OpsError where there is no key; SettingsError
 */
export function runningApi({ url, key, 'key-file': keyFile }: ApiOptions, role: KeyRole): RunningApi {
  const { port, host, dataDir } = readGivenSettings(process.env);
  const base = (url ?? `http://${host}:${port}`).replace(/\/+$/, '');
  return new RunningApi(base, new TermbookClient(base, key ?? keyIn(keyFile, dataDir, role)));
}

/** @throws OpsError where there is no key; SettingsError */
export const keyFor = ({ key, 'key-file': keyFile }: ApiOptions, role: KeyRole): string =>
  key ?? keyIn(keyFile, readGivenSettings(process.env).dataDir, role);

/** A path with ids put in, whatever characters they have: pathOf\`/ops/subscriptions/${id}/as-of\`. */
export const pathOf = (parts: TemplateStringsArray, ...ids: readonly string[]): string =>
  parts.reduce((path, part, place) => `${path}${encodeURIComponent(ids[place - 1] ?? '')}${part}`);

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

function keyIn(file: string | undefined, dataDir: string, role: KeyRole): string {
  try {
    if (file !== undefined) return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() ?? '';
    return (JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as Record<KeyRole, string>)[role];
  } catch (error) {
    throw new OpsError(`no ${role} key: ${causeOf(error)}`);
  }
}

function told(status: number, problem: Problem | null): string {
  if (problem === null) return `${status}, without a word`;
  const { code, detail = '', errors } = problem;
  const places = Array.isArray(errors) ? errors.map((error) => `\n  ${JSON.stringify(error)}`).join('') : '';
  return `${status} ${code}: ${detail}${places}`;
}

/** What fetch says of a connection is in its cause; of several addresses tried, in none but a code. */
function causeOf(error: unknown): string {
  const { cause, message, code } = Object(error) as { cause?: unknown; message?: string; code?: string };
  return cause === undefined ? message || code || String(error) : causeOf(cause);
}
