import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { faultOfTarget, publicLookup } from './allowed-target.js';

/** First byte to last: receivers take an event in and answer; what takes longer they do afterwards. */
export const ANSWER_MS_MAX = 10_000;
/** Nobody reads an answer's body: past this the connection is not worth keeping. */
const ANSWER_BYTES_MAX = 64 * 1_024;
/** It wants no more, for ever. */
const GONE = 410;

/** What came of one attempt. Says nothing of the URL: that may have a secret in it. */
export type Attempt =
  | { readonly outcome: 'taken'; readonly status: number }
  | { readonly outcome: 'gone'; readonly status: number }
  | { readonly outcome: 'failed'; readonly status: number | null; readonly error: string };

export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  /** Only tests take less. */
  readonly answerMsMax?: number;
}

/** Posts once. Redirects are not followed: an address that moved is changed by its owner. Never throws. */
export async function sendWebhook(sending: Sending): Promise<Attempt> {
  const url = new URL(sending.url);
  const fault = faultOfTarget(url, sending.allowPrivate);
  if (fault !== undefined) return { outcome: 'failed', status: null, error: `The address ${fault}` };
  try {
    return attemptOf(await statusOf(url, sending));
  } catch (error) {
    return { outcome: 'failed', status: null, error: reasonOf(error) };
  }
}

function attemptOf(status: number): Attempt {
  if (status >= 200 && status < 300) return { outcome: 'taken', status };
  if (status === GONE) return { outcome: 'gone', status };
  const redirected = status >= 300 && status < 400 ? ': redirects are not followed' : '';
  return { outcome: 'failed', status, error: `It answered ${status}${redirected}` };
}

function statusOf(url: URL, { headers, body, allowPrivate, signal, answerMsMax = ANSWER_MS_MAX }: Sending) {
  const timeout = AbortSignal.timeout(answerMsMax);
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    signal: AbortSignal.any([signal, timeout]),
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  };
  return new Promise<number>((resolve, reject) => {
    const fail = (error: Error) => reject(timeout.aborted ? new Error(`no answer in ${answerMsMax} ms`) : error);
    const taken = (response: IncomingMessage) =>
      readToEnd(response).then(() => resolve(response.statusCode ?? 0), fail);
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, taken);
    request.once('error', fail).end(body);
  });
}

/** Whole, so that the connection can be used again; an answer that does not end counts by its status all the same. */
async function readToEnd(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > ANSWER_BYTES_MAX) return;
  }
}

/** Names of errors only where the message could name the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It could not be reached';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return `It could not be reached: ${code ?? error.message}`;
}
