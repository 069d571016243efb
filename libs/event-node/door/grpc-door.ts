import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { Http2Connection } from '../http2/http2-connection.js';
import type { GrpcRouter } from './grpc-router.js';

/** Connections at once: each may hold a message of 16 MiB for each of its streams. */
const CONNECTIONS_MAX = 1_000;
/** How an HTTP/2 connection without TLS begins: `PRI * HTTP/2.0`. */
const HTTP2_PREFACE_BYTE = 'P'.charCodeAt(0);
const HTTP2_PREFACE_SECOND_BYTE = 'R'.charCodeAt(0);
/** A connection that says nothing at all is closed. */
const FIRST_BYTES_WITHIN_MS = 30_000;
/** A connection whose other end has gone without a word is noticed by the system's probes. */
const KEEP_ALIVE_AFTER_MS = 30_000;
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
  private readonly http2Connections = new Set<Http2Connection>();
  private readonly sockets = new Set<net.Socket>();
  private readonly httpServer: http.Server;
  private readonly listener: net.Server;

  constructor(
    private readonly router: GrpcRouter,
    routes: http.RequestListener,
    certificate?: Certificate,
  ) {
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
    for (const connection of this.http2Connections) connection.close();
    this.httpServer.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, STOP_WITHIN_MS);
    await closed;
    clearTimeout(cut);
  }

  private speakHttp2(socket: net.Socket, first?: Buffer): void {
    const { router } = this;
    const connection = new Http2Connection(socket, {
      onStream: (stream, headers) => router.serve(stream, headers),
      onUnexpected: router.options.onUnexpected,
    });
    this.http2Connections.add(connection);
    socket.on('close', () => this.http2Connections.delete(connection));
    if (first !== undefined) connection.take(first);
  }

  private secureListener(certificate: Certificate): tls.Server {
    const options = { ...certificate, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: FIRST_BYTES_WITHIN_MS };
    const listener = tls.createServer({ ...options, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      // Both ends have agreed on the protocol: nobody needs to look at the first bytes.
      if (socket.alpnProtocol === 'h2') this.speakHttp2(socket);
      else this.httpServer.emit('connection', socket);
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
      const isHttp2 = first[0] === HTTP2_PREFACE_BYTE && (first.length < 2 || first[1] === HTTP2_PREFACE_SECOND_BYTE);
      if (isHttp2) {
        this.speakHttp2(socket, first);
        return;
      }
      socket.pause();
      socket.unshift(first);
      this.httpServer.emit('connection', socket);
      socket.resume();
    });
  }
}
