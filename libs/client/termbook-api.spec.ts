import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RefusedError, TermbookApi } from './termbook-api.js';

type Reply = (answer: ServerResponse) => void;

const ORDER = {
  resellerId: 'r-1',
  customerId: 'c-1',
  productId: 'p-1',
  quantity: 1,
  poNumber: 'PO-1',
} as const;
const TOTAL_MAX_MS = 30_000;

const taken: Reply = (answer) => answer.writeHead(201, { 'content-type': 'application/json' }).end('{"attempt":1}');
const cut: Reply = (answer) => answer.socket?.destroy();
const cutInTheMiddle: Reply = (answer) => {
  answer.writeHead(201, { 'content-length': '100' });
  answer.write('{"att', () => answer.socket?.destroy());
};
const refused =
  (status: number, headers: Record<string, string> = {}): Reply =>
  (answer) =>
    answer.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end('{"code":"busy"}');

let server: Server;
let url: string;
let replies: Reply[];
let keys: (string | undefined)[];
let bodies: string[];
let waits: number[];
let elapsed: number;

/** Takes the request whole, as if it were processed, and only then replies as told; the last reply stays. */
async function reply(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  keys.push(request.headers['idempotency-key'] as string | undefined);
  bodies.push(Buffer.concat(pieces).toString());
  const next = replies.length > 1 ? replies.shift() : replies[0];
  next?.(answer);
}

const client = () => {
  let made = 0;
  return new TermbookApi({
    url,
    key: 'k',
    newKey: () => `made-${++made}`,
    retries: {
      attemptsMax: 4,
      totalMaxMs: TOTAL_MAX_MS,
      firstWaitMs: 100,
      waitMaxMs: 300,
      chance: () => 0.5,
      elapsed: () => elapsed,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        elapsed += milliseconds;
      },
    },
  });
};
const order = () => client().POST('/v1/orders', { body: ORDER });

beforeAll(async () => {
  server = createServer((request, answer) => void reply(request, answer));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  [keys, bodies, waits, elapsed] = [[], [], [], 0];
});

afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('a request that is sent again', () => {
  it('has the key and the body it had, where the connection broke after it was processed', async () => {
    replies = [cut, cutInTheMiddle, taken];
    const { data, response } = await order();
    expect([response.status, data]).toEqual([201, { attempt: 1 }]);
    expect(keys).toEqual(['made-1', 'made-1', 'made-1']);
    expect(bodies).toEqual(Array(3).fill(JSON.stringify(ORDER)));
  });

  it.each([429, 502, 503, 504])('waits as long as a %d asks for, under the same key', async (status) => {
    replies = [refused(status, { 'retry-after': '7' }), taken];
    expect((await order()).response.status).toBe(201);
    expect([keys, waits]).toEqual([['made-1', 'made-1'], [7_000]]);
  });

  it('waits longer each time, up to a limit, and gives up with the last answer', async () => {
    replies = [refused(503)];
    const { error, response } = await order();
    expect([response.status, error]).toEqual([503, { code: 'busy' }]);
    expect(keys).toEqual(['made-1', 'made-1', 'made-1', 'made-1']);
    expect(waits).toEqual([75, 150, 225]);
  });

  it('gives up at once where it would take too long in all', async () => {
    replies = [refused(503, { 'retry-after': '20' })];
    expect((await order()).response.status).toBe(503);
    expect([keys.length, waits]).toEqual([2, [20_000]]);
  });

  it('throws what broke, where nothing ever answered', async () => {
    replies = [cut];
    await expect(order()).rejects.toThrow('fetch failed');
    expect(keys.length).toBe(4);
  });

  it('keeps the key it was given, and has a new one for every call that was given none', async () => {
    replies = [taken];
    const api = client();
    await api.POST('/v1/orders', { body: ORDER });
    await api.POST('/v1/orders', { body: ORDER });
    replies = [cut, taken];
    await api.POST('/v1/orders', { body: ORDER, params: { header: { 'Idempotency-Key': 'mine' } } });
    expect(keys).toEqual(['made-1', 'made-2', 'mine', 'mine']);
  });

  it('has no key where the api takes none, for a repeat is harmless there', async () => {
    replies = [cut, (answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}')];
    expect((await client().POST('/v1/orders/preview', { body: ORDER })).response.status).toBe(200);
    expect(keys).toEqual([undefined, undefined]);
  });

  it('is a page of a list like any other; a refused one ends the list', async () => {
    const page =
      (json: string): Reply =>
      (answer) =>
        answer.writeHead(200, { 'content-type': 'application/json' }).end(json);
    replies = [page('{"items":[1,2],"nextCursor":"a"}'), cut, page('{"items":[3],"nextCursor":null}')];
    const read = async () => {
      const items: unknown[] = [];
      for await (const item of client().items('/v1/charges')) items.push(item);
      return items;
    };
    expect(await read()).toEqual([1, 2, 3]);
    replies = [page('{"items":[1],"nextCursor":"a"}'), refused(400)];
    await expect(read()).rejects.toThrow(new RefusedError(400, { code: 'busy' }, '/v1/charges'));
  });

  it('sends lines again as they were', async () => {
    replies = [cut, (answer) => answer.writeHead(200).end('{"line":1,"idempotencyKey":"a","status":201}\n')];
    const lines = await client().sendCommands([{ idempotencyKey: 'a', command: 'PlaceOrder', payload: {} }]);
    expect(lines).toEqual([{ line: 1, idempotencyKey: 'a', status: 201 }]);
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies.length).toBe(2);
  });
});

describe('a request that is not sent again', () => {
  it.each([400, 404, 409, 412, 422, 500])('is one that was answered %d', async (status) => {
    replies = [refused(status)];
    expect((await order()).response.status).toBe(status);
    expect(keys.length).toBe(1);
  });

  it('is one that its caller gave up', async () => {
    const given = new AbortController();
    replies = [() => given.abort()];
    await expect(client().GET('/v1/ops/parked', { signal: given.signal })).rejects.toThrow(/aborted/);
    expect(keys).toEqual([undefined]);
  });
});
