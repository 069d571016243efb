import { endSession, keyAtHand } from '../session/session.js';
import { ProblemError, problemOfAnswer, UNREACHABLE } from './problem.js';
import { noteReachable } from './reachable.js';

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  /** One for each attempt of a person: a repeat after a broken connection carries the same. */
  readonly idempotencyKey?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Other than the session's: one that is tried. */
  readonly key?: string;
}

/**
 * Calls the api. A key that is not (any longer) good ends the session.
 * @param path below `/v1`. @throws ProblemError for anything that is no success; AbortError
 */
export async function call<Answer>(path: string, options: Call = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  const body: unknown = text.trim() === '' ? null : parsed(text);
  // What takes long answers 200 at once, and in the body how it went.
  const failed = response.ok ? failureIn(body) : body;
  if (failed === undefined) {
    if (options.method !== undefined && options.method !== 'GET') rememberWritten(body);
    return body as Answer;
  }
  if (response.status === 401 && options.key === undefined) {
    endSession('The key is not valid any more. Enter one that is.');
  }
  throw new ProblemError(problemOfAnswer(response.status, failed));
}

/** Long enough for all that a page asks for after a command. */
const READ_AFTER_MS = 10_000;

let written = { position: '', until: 0 };

/** What this tab has written is in what it reads next, however far behind the read models are. */
function rememberWritten(answer: unknown): void {
  // Anchors have positions of another kind, and no revision.
  if (typeof answer !== 'object' || answer === null || !('position' in answer && 'revision' in answer)) return;
  if (typeof answer.position === 'string') {
    written = { position: answer.position, until: Date.now() + READ_AFTER_MS };
  }
}

const failureIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'failed' in body && typeof body.failed === 'object'
    ? (body.failed ?? undefined)
    : undefined;

/** As it came: for what is saved to a file. @throws ProblemError */
export async function download(path: string, accept: string): Promise<Blob> {
  const response = await send(path, { accept });
  if (!response.ok) throw new ProblemError(problemOfAnswer(response.status, parsed(await response.text())));
  return response.blob();
}

export interface OpenStream {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** That the api gives the file. */
  readonly name: string | undefined;
}

/** An answer of any length, as it comes. @throws ProblemError, AbortError */
export async function openStream(path: string, accept: string, signal: AbortSignal): Promise<OpenStream> {
  const response = await send(path, { accept, signal });
  if (!response.ok || response.body === null) {
    throw new ProblemError(problemOfAnswer(response.status, parsed(await response.text())));
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { body: response.body, name };
}

async function send(path: string, options: Call): Promise<Response> {
  const { method = 'GET', body, idempotencyKey, accept, signal, key = keyAtHand() } = options;
  try {
    const response = await fetch(`/v1${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' && Date.now() < written.until ? { 'read-after': written.position } : {}),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      credentials: 'same-origin',
    });
    noteReachable(true);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noteReachable(false);
    throw new ProblemError(UNREACHABLE);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
