import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly subject: string; readonly revision: number };
  readonly status: number;
}

type Answering = (received: Omit<Received, 'status'>) => number | Promise<number>;

/** A receiver of webhooks: another system's, over real HTTP. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly answering = new Map<string, Answering>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      const status = await receiver.take(request);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  /** From now on, at that path. */
  answer(path: string, answering: Answering): void {
    this.answering.set(`/${path}`, answering);
  }

  /** What was taken at a path. */
  taken(path: string): readonly Received[] {
    return this.received.filter(({ headers, status }) => headers['x-path'] === `/${path}` && status === 200);
  }

  all(path: string): readonly Received[] {
    return this.received.filter(({ headers }) => headers['x-path'] === `/${path}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = { ...request.headers, 'x-path': request.url };
    const received = { headers, body, event: JSON.parse(body) };
    const status = (await this.answering.get(request.url ?? '')?.(received)) ?? 200;
    this.received.push({ ...received, status });
    return status;
  }
}
