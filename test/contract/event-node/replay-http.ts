import http2 from 'node:http2';
import { bytesOf, type HttpAnswer, type HttpStep } from './recorded-question.js';
import { messagesIn } from './replay-call.js';
import { decode } from './wire-codec.js';

/** Longer than any deadline that the questions ask for. */
const ANSWERED_WITHIN_MS = 2_500;
const UNCOMPARED: ReadonlySet<string> = new Set(['date', 'server', 'content-length', ':status']);

const shown = (headers: http2.IncomingHttpHeaders): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !UNCOMPARED.has(name)));

/** One request on a connection of its own, and everything about its answer. */
export function askOverHttp2(origin: string, step: HttpStep): Promise<HttpAnswer> {
  const session = http2.connect(origin);
  return new Promise((resolve) => {
    const answer = { http: null as number | null, headers: null as object | null, trailers: null as object | null };
    const chunks: Buffer[] = [];
    const finish = (end: string): void => {
      clearTimeout(timer);
      session.destroy();
      resolve({ ...answer, messages: decoded(Buffer.concat(chunks), step.answers), end } as HttpAnswer);
    };
    const timer = setTimeout(() => finish('still open'), ANSWERED_WITHIN_MS);
    session.on('error', () => {});
    session.on('goaway', (code) => finish(`GOAWAY ${code}`));
    const call = session.request(requestHeaders(step), { endStream: false });
    call.on('response', (headers) => Object.assign(answer, { http: headers[':status'], headers: shown(headers) }));
    call.on('trailers', (trailers) => Object.assign(answer, { trailers: shown(trailers) }));
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('error', () => {});
    call.on('close', () => finish(call.rstCode ? `RST_STREAM ${call.rstCode}` : 'closed'));
    if (step.body !== undefined) call.write(bytesOf(step.body));
    if (step.end !== false) call.end();
  });
}

function requestHeaders({ method = 'POST', path, headers, omit = [] }: HttpStep): http2.OutgoingHttpHeaders {
  const all = { ':method': method, ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !omit.includes(name)));
}

const decoded = (bytes: Buffer, type: string | undefined): unknown[] =>
  messagesIn(bytes).messages.map((message) => (type === undefined ? { bytes: message.length } : decode(type, message)));
