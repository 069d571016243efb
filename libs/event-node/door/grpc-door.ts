import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { GrpcRouter } from './grpc-router.js';

/** As the real server's SETTINGS say: a client opens another connection for more calls. */
const STREAMS_PER_CONNECTION_MAX = 100;
const WINDOW_BYTES = 768 * 1024;
const HEADER_LIST_BYTES_MAX = 32 * 1024;
/** Connections at once: each may hold a message of 16 MiB for each of its streams. */
const CONNECTIONS_MAX = 1_000;
/** Of HTTP/2 state a connection may take, in MB as node counts it. */
const SESSION_MEMORY_MB_MAX = 64;
/** How an HTTP/2 connection without TLS begins: `PRI * HTTP/2.0`. */
const HTTP2_PREFACE_BYTE = 'P'.charCodeAt(0);
const HTTP2_PREFACE_SECOND_BYTE = 'R'.charCodeAt(0);
/** A connection that says nothing at all is closed. */
const FIRST_BYTES_WITHIN_MS = 30_000;
/** A connection whose other end has gone without a word is noticed by the system's probes. */
const KEEP_ALIVE_AFTER_MS = 30_000;
/** Cancelling reads is ordinary here; what is left of node's guard against floods of resets. */
const RESETS_BURST_MAX = 10_000;
const RESETS_PER_SECOND_MAX = 1_000;
/** Calls under way get so long to finish when the node stops. */
const STOP_WITHIN_MS = 500;

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * The port: gRPC over HTTP/2, and HTTP/1.1; without a certificate told apart by a connection's first bytes, with one by what
 * both ends agree on.
 */
export class GrpcDoor {
  private readonly sessions = new Set<http2.ServerHttp2Session>();
  private readonly sockets = new Set<net.Socket>();
  private readonly http2Server: http2.Http2Server;
  private readonly httpServer: http.Server;
  private readonly listener: net.Server;

  constructor(router: GrpcRouter, routes: http.RequestListener, certificate?: Certificate) {
    const limits: http2.ServerOptions & { streamResetBurst: number; streamResetRate: number } = {
      maxSessionMemory: SESSION_MEMORY_MB_MAX,
      streamResetBurst: RESETS_BURST_MAX,
      streamResetRate: RESETS_PER_SECOND_MAX,
      settings: {
        maxConcurrentStreams: STREAMS_PER_CONNECTION_MAX,
        initialWindowSize: WINDOW_BYTES,
        maxHeaderListSize: HEADER_LIST_BYTES_MAX,
      },
    };
    this.http2Server = http2.createServer(limits);
    this.http2Server.on('session', (session) => this.keepSession(session));
    this.http2Server.on('stream', (stream, headers) => {
      // A call whose caller has gone ends by its 'close'.
      stream.on('error', () => {});
      router.serve(stream, headers);
    });
    this.http2Server.on('sessionError', () => {});
    this.httpServer = http.createServer(routes);
    this.listener =
      certificate === undefined
        ? net.createServer({ noDelay: true }, (socket) => this.greet(socket))
        : this.secureListener(certificate);
    this.listener.maxConnections = CONNECTIONS_MAX;
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** @returns the port. @throws when it is taken. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.listener.once('error', reject);
      this.listener.listen({ port, host, backlog: 511 }, () => {
        const address = this.listener.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Takes no more calls, lets those under way finish for a moment, then cuts what is left. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.listener.close(() => resolve()));
    for (const session of this.sessions) session.close();
    this.httpServer.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const session of this.sessions) session.destroy();
      for (const socket of this.sockets) socket.destroy();
    }, STOP_WITHIN_MS);
    await closed;
    clearTimeout(cut);
  }

  private keepSession(session: http2.ServerHttp2Session): void {
    this.sessions.add(session);
    session.setLocalWindowSize(4 * WINDOW_BYTES);
    session.on('error', () => {});
    session.on('close', () => this.sessions.delete(session));
  }

  private secureListener(certificate: Certificate): tls.Server {
    const options = { ...certificate, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: FIRST_BYTES_WITHIN_MS };
    const listener = tls.createServer({ ...options, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      // Both ends have agreed on the protocol: nobody needs to look at the first bytes.
      const server = socket.alpnProtocol === 'h2' ? this.http2Server : this.httpServer;
      server.emit('connection', socket);
    });
    listener.on('connection', (socket: net.Socket) => this.keepSocket(socket));
    listener.on('tlsClientError', (_error, socket) => socket.destroy());
    return listener;
  }

  private keepSocket(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  private greet(socket: net.Socket): void {
    this.keepSocket(socket);
    socket.setTimeout(FIRST_BYTES_WITHIN_MS, () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first[0] === HTTP2_PREFACE_BYTE && (first.length < 2 || first[1] === HTTP2_PREFACE_SECOND_BYTE);
      if (isHttp2) this.http2Server.emit('connection', socket);
      else this.httpServer.emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  }
}
