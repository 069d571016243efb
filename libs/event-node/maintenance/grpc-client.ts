import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { FrameSplitter } from '../door/frame-splitter.js';

/** A server answered an error, or not at all. */
export class RemoteError extends Error {}

export interface Answer {
  readonly status: string;
  readonly reason: string;
  readonly messages: readonly Buffer[];
}

const SERVICE = '/event_store.client.streams.Streams';
/** Longer than any page or append takes on a server that is alive. */
const ANSWER_WITHIN_MS = 30_000;

/** Calls of the streams protocol with messages as bytes, so that what is copied is not understood on the way. */
export class GrpcClient {
  private readonly session: http2.ClientHttp2Session;
  private readonly headers: http2.OutgoingHttpHeaders;

  /** @param connectionString of one node: `esdb://[name:password@]host:port?tls=…[&tlsCAFile=…]`. */
  constructor(connectionString: string) {
    const url = new URL(connectionString);
    const isSecure = url.searchParams.get('tls') !== 'false';
    const caFile = url.searchParams.get('tlsCAFile');
    const ca = caFile === null ? {} : { ca: readFileSync(caFile) };
    this.session = http2.connect(`${isSecure ? 'https' : 'http'}://${url.host}`, ca);
    this.session.on('error', () => {});
    const named = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    this.headers = {
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(url.username === '' ? {} : { authorization: `Basic ${Buffer.from(named).toString('base64')}` }),
    };
  }

  /** @throws RemoteError when there is no answer. */
  call(method: 'Read' | 'Append' | 'Tombstone', body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stream = this.session.request({ ...this.headers, ':path': `${SERVICE}/${method}` });
      const splitter = new FrameSplitter(undefined);
      const messages: Buffer[] = [];
      let end: http2.IncomingHttpHeaders = {};
      const take = (headers: http2.IncomingHttpHeaders): void => {
        end = { ...end, ...headers };
      };
      stream.setTimeout(ANSWER_WITHIN_MS, () => stream.close());
      stream.on('response', take).on('trailers', take);
      stream.on('data', (chunk: Buffer) => splitter.push(chunk, (message) => messages.push(Buffer.from(message))));
      stream.on('error', (error) => reject(new RemoteError(`${method}: ${error.message}`)));
      stream.on('close', () => {
        const status = end['grpc-status'];
        if (status === undefined) reject(new RemoteError(`${method} was not answered`));
        else resolve({ status: `${status}`, reason: `${end['grpc-message'] ?? ''}`, messages });
      });
      stream.end(body);
    });
  }

  close(): void {
    this.session.destroy();
  }
}
