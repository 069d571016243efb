import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type FastifyInstance, fastify } from 'fastify';
import { limitBodies, takeYourTime } from '#apps/api/src/http/body-deadline.js';
import { serverOptions } from '#apps/api/src/http/server-options.js';

const RECEIVED_MS_MAX = 300;

let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  server = fastify(serverOptions as object);
  limitBodies(server, RECEIVED_MS_MAX);
  server.addContentTypeParser('text/stream', async (_request: unknown, body: unknown) => body);
  server.post('/soon', async ({ body }) => ({ body }));
  server.post('/stream', async (request) => {
    takeYourTime(request);
    return { body: await text(request.body as NodeJS.ReadableStream) };
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  if (typeof address === 'object' && address !== null) port = address.port;
});

afterAll(() => server?.close());

/** Sends half of a body, and the other half later. @returns all that was answered. */
async function halting(path: string, type: string, laterMs: number): Promise<string> {
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
  it('that comes in time is read', async () =>
    expect(await halting('/soon', 'application/json', RECEIVED_MS_MAX / 3)).toMatch(/^HTTP\/1.1 200 .*{"body":"ab"}/s));

  it('that does not is answered 408, and its connection ends', async () =>
    expect(await halting('/soon', 'application/json', 20 * RECEIVED_MS_MAX)).toMatch(
      /^HTTP\/1.1 408 .*request-timeout/s,
    ));

  it('that is read as it comes may take its time', async () =>
    expect(await halting('/stream', 'text/stream', 3 * RECEIVED_MS_MAX)).toMatch(/^HTTP\/1.1 200 .*\\"ab\\"/s));
});
