import type { EventStore } from '../event-store.js';
import type { DecodedHeaders, RequestHeaders } from '../http2/header-decoder.js';
import type { Http2Stream } from '../http2/http2-stream.js';
import { GrpcFault, GrpcStatus } from '../protocol/grpc-status.js';
import { BatchAppendCall } from './batch-append-call.js';
import { requestEncoding } from './frame-splitter.js';
import { type CallHandler, GrpcCall } from './grpc-call.js';
import { gossipFrame, type NodeAddress, supportedMethodsFrame } from './node-services.js';
import { readCall } from './read-call.js';
import type { RequestMemory } from './request-memory.js';
import { AppendCall, deleteCall, SingleRequestCall } from './streams-service.js';

type OpenCall = (call: GrpcCall) => CallHandler;

/** Services of the real server that are not here, by what to call them in the refusal. */
const ABSENT_SERVICES: Readonly<Record<string, string>> = {
  'event_store.client.persistent_subscriptions.persistentsubscriptions': 'Persistent subscriptions are',
  'event_store.client.projections.projections': 'Projections are',
  'event_store.client.users.users': 'Users are',
  'event_store.client.operations.operations': 'Operations are',
  'event_store.client.monitoring.monitoring': 'Monitoring is',
  'event_store.client.redaction.redaction': 'Redaction is',
};

/** The real server takes no more headers than these on one request. */
const REQUEST_HEADERS_MAX = 100;
const GRPC_CONTENT = /^application\/grpc(\+|;|$)/;

export interface RouterOptions {
  readonly store: EventStore;
  readonly address: () => NodeAddress;
  readonly memory: RequestMemory;
  /** Undefined: whoever can connect may do everything. */
  readonly isAllowed: ((authorization: string | undefined) => boolean) | undefined;
  /** A defect: the call ended with UNKNOWN. */
  readonly onUnexpected: (error: unknown) => void;
}

/** From a request's headers to the method that serves it. Paths are matched whatever their case, as by the real server. */
export class GrpcRouter {
  private readonly methods: ReadonlyMap<string, OpenCall>;
  private readonly services: ReadonlySet<string>;

  constructor(readonly options: RouterOptions) {
    const { store, address, memory } = options;
    const single =
      (answer: () => Buffer): OpenCall =>
      (call) =>
        new SingleRequestCall(() => call.end(answer()));
    const methods: Record<string, OpenCall> = {
      'event_store.client.streams.streams/append': (call) => new AppendCall(call, store),
      'event_store.client.streams.streams/batchappend': (call) => {
        // At once: some clients wait for the headers before they send their first batch.
        call.respond();
        return new BatchAppendCall(call, store);
      },
      'event_store.client.streams.streams/read': (call) => readCall(call, store, memory),
      'event_store.client.streams.streams/delete': (call) => deleteCall(call, store, 'Delete'),
      'event_store.client.streams.streams/tombstone': (call) => deleteCall(call, store, 'Tombstone'),
      'event_store.client.server_features.serverfeatures/getsupportedmethods': single(supportedMethodsFrame),
      'event_store.client.gossip.gossip/read': single(() => gossipFrame(address())),
    };
    this.methods = new Map(Object.entries(methods));
    this.services = new Set(Object.keys(methods).map((path) => path.slice(0, path.indexOf('/'))));
  }

  serve(stream: Http2Stream, { headers, count }: DecodedHeaders): void {
    const refusal = this.refusal(headers, count);
    if (refusal !== undefined) {
      refuse(stream, refusal, headers);
      return;
    }
    const call = new GrpcCall(stream, this.options.memory, this.options.onUnexpected);
    call.guard(() => {
      const encoding = requestEncoding(headers['grpc-encoding']);
      const open = this.find(pathOf(headers));
      call.serve(open(call), encoding, headers['grpc-timeout']);
    });
  }

  /** What is no gRPC call to a service that there is. */
  private refusal(headers: RequestHeaders, count: number): HttpRefusal | undefined {
    if (count > REQUEST_HEADERS_MAX) return { ':status': 431 };
    const path = pathOf(headers);
    const service = path.slice(0, path.indexOf('/'));
    if (headers[':method'] !== 'POST' || !(this.services.has(service) || service in ABSENT_SERVICES))
      return { ':status': 404 };
    if (this.options.isAllowed?.(headers.authorization) === false && !OPEN_TO_ALL.has(service)) return UNAUTHENTICATED;
    if (!this.options.memory.takesCalls) return TOO_MANY_CALLS;
    const content = headers['content-type'];
    if (content !== undefined && GRPC_CONTENT.test(content)) return undefined;
    const reason =
      content === undefined
        ? 'Content-Type is missing from the request.'
        : `Content-Type '${content}' is not supported.`;
    return { ':status': 415, 'grpc-status': '13', 'grpc-message': reason };
  }

  /** @throws GrpcFault UNIMPLEMENTED */
  private find(path: string): OpenCall {
    const open = this.methods.get(path);
    if (open !== undefined) return open;
    const absent = ABSENT_SERVICES[path.slice(0, path.indexOf('/'))];
    throw new GrpcFault(
      GrpcStatus.UNIMPLEMENTED,
      absent === undefined ? 'Method is unimplemented.' : `${absent} not supported by the event node.`,
    );
  }
}

type HttpRefusal = { ':status': number } & Record<string, string | number>;

/** What a client asks before it says who it is. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  'event_store.client.server_features.serverfeatures',
  'event_store.client.gossip.gossip',
]);
const UNAUTHENTICATED: HttpRefusal = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': `${GrpcStatus.UNAUTHENTICATED}`,
  'grpc-message': 'The event node asks for a user name and a password.',
};
const TOO_MANY_CALLS: HttpRefusal = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': `${GrpcStatus.RESOURCE_EXHAUSTED}`,
  'grpc-message': 'The event node has too many open calls.',
};

function refuse(stream: Http2Stream, refusal: HttpRefusal, asked: RequestHeaders): void {
  const isGrpc = asked['content-type']?.startsWith('application/grpc') && refusal[':status'] !== 431;
  stream.respondAndEnd({ ...refusal, ...(isGrpc ? { 'content-type': 'application/grpc' } : {}) });
}

/** `/Service/Method`, without its slash, a query or a slash behind it, in lower case. */
function pathOf(headers: RequestHeaders): string {
  const path = (headers[':path'] ?? '').toLowerCase();
  const end = path.indexOf('?');
  return (end < 0 ? path : path.slice(0, end)).replace(/^\/|\/$/g, '');
}
