import { type EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { goneSignal, onceOver } from './answer-end.js';

let server: FastifyInstance;
/** What was over, by the request's path. */
let over: string[];
/** Whether who asked late was told at once. */
let late: boolean[];
/** Answers the requests that wait for it. */
let answer: () => void;

beforeEach(async () => {
  server = Fastify();
  over = [];
  late = [];
  const answering = new Promise<object>((resolve) => {
    answer = () => resolve({});
  });
  server.addHook('onRequest', async (request, reply) => onceOver(reply, () => over.push(request.url)));
  server.get('/waits/:number', () => answering);
  server.get('/at-once/:number', async () => ({}));
  server.get('/asks-too-late', async (_request, reply) => {
    await answering;
    late.push(goneSignal(reply).aborted);
    return {};
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => server.close());

/** All in one go, on one connection. @returns breaks it, and comes to its end when the server knows. */
async function sent(paths: readonly string[]): Promise<() => Promise<void>> {
  const { port } = server.server.address() as AddressInfo;
  const connected = once(server.server, 'connection') as Promise<[Socket]>;
  const caller = connect(port, '127.0.0.1');
  const [connection] = await connected;
  const handled = times(paths.length, server.server, 'request');
  caller.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''));
  await handled;
  return async () => {
    const gone = new Promise((resolve) => connection.once('close', resolve));
    caller.resetAndDestroy();
    await gone;
  };
}

function times(count: number, emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    emitter.on(event, () => {
      seen += 1;
      if (seen === count) setImmediate(resolve);
    });
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the end of an answer', () => {
  it('comes once, when it is sent, and the connection ending later is no second one', async () => {
    const cut = await sent(['/at-once/1', '/at-once/2']);
    while (over.length < 2) await turn();
    await cut();
    expect(over).toEqual(['/at-once/1', '/at-once/2']);
  });

  it('comes with the end of the connection also for requests behind the one whose turn it is', async () => {
    const cut = await sent(['/waits/1', '/waits/2', '/at-once/3']);
    expect(over).toEqual([]);
    await cut();
    expect([...over].sort()).toEqual(['/at-once/3', '/waits/1', '/waits/2']);
    answer();
    await turn();
    expect(over).toHaveLength(3);
  });

  it('is there already for who asks when the connection is gone', async () => {
    const cut = await sent(['/asks-too-late']);
    await cut();
    answer();
    while (late.length === 0) await turn();
    expect(late).toEqual([true]);
  });
});
