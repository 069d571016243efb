import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '#client/bulk-lines.js';
import type { AnswerTo, Body, ItemOf, ListPath, PathParameters, PathWith, Query } from '#client/document-types.js';
import { RefusedError, TermbookApi } from '#client/termbook-api.js';
import { readGivenSettings } from '#settings/read-settings.js';
import { OpsError } from './ops-error.js';

/** Somebody waits in front of it: an api that starts anew is met, one that is away is told of at once. */
const RETRIES = { attemptsMax: 3, totalMaxMs: 10_000 };

/** Whose key in DATA_DIR/keys.json a command takes when it is given none. */
export type KeyRole = 'admin' | 'intake' | 'operations';

export interface ApiOptions {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly 'key-file'?: string | undefined;
}

/** What goes into a path, behind it and below it, by the names that the document has. */
export interface Asking<Path extends PathWith<M>, M extends 'get' | 'post'> {
  readonly path?: PathParameters<Path, M>;
  readonly query?: Query<Path, M>;
  readonly body?: Body<Path, M>;
}

/** The document has typed it already; what people typed is the api's to judge. */
type Untyped = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** The running api, asked by a command: what is refused is told to whoever typed it, with code and detail. */
export class RunningApi {
  constructor(readonly client: TermbookApi) {}

  get url(): string {
    return this.client.url;
  }

  /** @throws OpsError */
  async get<Path extends PathWith<'get'>>(
    path: Path,
    { path: ids, query }: Asking<Path, 'get'> = {},
  ): Promise<AnswerTo<Path, 'get'>> {
    return this.taken(() => (this.client.GET as Untyped)(path, { params: { path: ids, query } }));
  }

  /** @throws OpsError */
  async post<Path extends PathWith<'post'>>(
    path: Path,
    { path: ids, body = {} }: Asking<Path, 'post'> = {},
  ): Promise<AnswerTo<Path, 'post'>> {
    return this.taken(() => (this.client.POST as Untyped)(path, { params: { path: ids }, body }));
  }

  /** The items of a paged list, page by page, as they are wanted. @throws OpsError */
  async *items<Path extends ListPath>(
    path: Path,
    { path: ids, query }: Asking<Path, 'get'> = {},
  ): AsyncGenerator<ItemOf<Path>> {
    try {
      yield* this.client.items(path, { path: ids, query });
    } catch (error) {
      throw error instanceof RefusedError ? new OpsError(told(error.status, error.problem)) : this.away(error);
    }
  }

  /** An answer of any length, as it comes. @throws OpsError */
  async download<Path extends PathWith<'get'>>(
    path: Path,
    query: Query<Path, 'get'>,
    accept = '*/*',
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.client.open(withQuery(path, query), accept).catch((error: unknown) => {
      throw this.away(error);
    });
    if (response.ok && response.body !== null) return response.body;
    throw new OpsError(told(response.status, await response.json().catch(() => null)));
  }

  /** The same as text, piece by piece. @throws OpsError */
  async *pieces<Path extends PathWith<'get'>>(
    path: Path,
    query: Query<Path, 'get'>,
    accept: string,
  ): AsyncGenerator<string> {
    yield* (await this.download(path, query, accept)).pipeThrough(new TextDecoderStream());
  }

  private async taken<Answer>(ask: () => ReturnType<Untyped>): Promise<Answer> {
    const { data, error, response } = await ask().catch((fault: unknown) => {
      throw this.away(fault);
    });
    if (response.ok) return data as Answer;
    throw new OpsError(told(response.status, error));
  }

  private away(error: unknown): OpsError {
    return new OpsError(`no Termbook answers at ${this.url}: ${causeOf(error)}`);
  }
}

/**
 * @param role whose key in DATA_DIR/keys.json is taken where none is given.
 * @throws OpsError where there is no key; SettingsError
 */
export function runningApi({ url, key, 'key-file': keyFile }: ApiOptions, role: KeyRole): RunningApi {
  const { port, host, dataDir } = readGivenSettings(process.env);
  const asked = { url: url ?? `http://${host}:${port}`, key: key ?? keyIn(keyFile, dataDir, role) };
  return new RunningApi(new TermbookApi({ ...asked, retries: RETRIES }));
}

/** @throws OpsError where there is no key; SettingsError */
export const keyFor = ({ key, 'key-file': keyFile }: ApiOptions, role: KeyRole): string =>
  key ?? keyIn(keyFile, readGivenSettings(process.env).dataDir, role);

function withQuery(path: string, query: object): string {
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

/** @param problem as it came: whoever is behind that address may be no Termbook. */
function told(status: number, problem: unknown): string {
  const { code, detail = '', errors } = Object(problem) as Partial<Problem>;
  if (code === undefined) return `${status}, without a word`;
  const places = Array.isArray(errors) ? errors.map((error) => `\n  ${JSON.stringify(error)}`).join('') : '';
  return `${status} ${code}: ${detail}${places}`;
}

/** What fetch says of a connection is in its cause; of several addresses tried, in none but a code. */
function causeOf(error: unknown): string {
  const { cause, message, code } = Object(error) as { cause?: unknown; message?: string; code?: string };
  return cause === undefined ? message || code || String(error) : causeOf(cause);
}
