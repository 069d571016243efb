import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpsError } from './ops-error.js';
import { type RunningApi, runningApi } from './running-api.js';

const PAGES: Readonly<Record<string, object>> = {
  '/v1/ops/subscriptions/a%2Fb%20c/as-of?at=2026': { revision: 7 },
  '/v1/ops/due?limit=200&kind=cutoff': { items: [1, 2], nextCursor: 'a b' },
  '/v1/ops/due?limit=200&kind=cutoff&cursor=a%20b': { items: [3], nextCursor: null },
};
const REFUSED = { code: 'invalid-request', detail: 'It is malformed.', errors: [{ pointer: '/kind', detail: 'no' }] };

let server: Server;
let api: RunningApi;

beforeAll(async () => {
  server = createServer(({ url = '' }, answer) => {
    const page = PAGES[url];
    answer.writeHead(page === undefined ? 400 : 200).end(JSON.stringify(page ?? REFUSED));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  api = runningApi({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, key: 'k' }, 'operations');
});

afterAll(() => server?.close());

describe('a command that asks the running api', () => {
  it('reads a list page by page', async () => {
    const items: unknown[] = [];
    for await (const item of api.items('/v1/ops/due', { query: { kind: 'cutoff', from: undefined } })) items.push(item);
    expect(items).toEqual([1, 2, 3]);
  });

  it('tells a refusal with its code, its detail and each place', () =>
    expect(api.get('/v1/ops/overdue')).rejects.toThrow(
      new OpsError('400 invalid-request: It is malformed.\n  {"pointer":"/kind","detail":"no"}'),
    ));

  it('says that nobody answers', () =>
    expect(runningApi({ url: 'http://127.0.0.1:3', key: 'k' }, 'admin').get('/v1/ops/overdue')).rejects.toThrow(
      /^no Termbook answers at http:\/\/127.0.0.1:3: connect ECONNREFUSED/,
    ));

  it('says where it looked for a key', () =>
    expect(() => runningApi({ 'key-file': '/nowhere/key' }, 'admin')).toThrow(/^no admin key: .*\/nowhere\/key/));

  it('escapes what it puts into a path', async () => {
    const path = { kind: 'subscriptions', id: 'a/b c' } as const;
    expect(await api.get('/v1/ops/{kind}/{id}/as-of', { path, query: { at: '2026' } })).toEqual({ revision: 7 });
  });
});
