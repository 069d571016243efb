import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type FastifyInstance, fastify } from 'fastify';
import { limitBodies, takeYourTime } from '#apps/api/src/http/body-deadline.js';
import { serverOptions } from '#apps/api/src/http/server-options.js';

const SHORT_MS = 300;
/** Far longer than this process is ever held up. */
const LONG_MS = 20_000;

const servers: FastifyInstance[] = [];

/** @returns its port. */
async function serverThatWaits(receivedMsMax: number): Promise<number> {
  const server = fastify(serverOptions as object);
  servers.push(server);
  limitBodies(server, receivedMsMax);
  server.addContentTypeParser('text/stream', async (_request: unknown, body: unknown) => body);
  server.post('/soon', async ({ body }) => ({ body }));
  server.post('/stream', async (request) => {
    takeYourTime(request);
    return { body: await text(request.body as NodeJS.ReadableStream) };
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

afterAll(() => Promise.all(servers.map((server) => server.close())));

/** Sends half of a body, and the other half later. @returns all that was answered. */
async function halting(port: number, path: string, type: string, laterMs: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\ncontent-length: 4\r\n\r\n"a`,
  );
  const rest = setTimeout(() => socket.writable && socket.write('b"'), laterMs);
  const answer = await text(socket);
  clearTimeout(rest);
  return answer;
}

describe('a body', () => {
  it('that comes in time is read', async () => {
    const answer = await halting(await serverThatWaits(LONG_MS), '/soon', 'application/json', SHORT_MS);
    expect(answer).toMatch(/^HTTP\/1.1 200 .*{"body":"ab"}/s);
  });

  it('that does not is answered 408, and its connection ends', async () => {
    const answer = await halting(await serverThatWaits(SHORT_MS), '/soon', 'application/json', LONG_MS);
    expect(answer).toMatch(/^HTTP\/1.1 408 .*request-timeout/s);
  });

  it('that is read as it comes may take its time', async () => {
    const answer = await halting(await serverThatWaits(SHORT_MS), '/stream', 'text/stream', 3 * SHORT_MS);
    expect(answer).toMatch(/^HTTP\/1.1 200 .*\\"ab\\"/s);
  });
});
