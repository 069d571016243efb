import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '../../support/eventually.js';
import { ApiUnderTest, intakeClient, KEYS, problemOf, withKey, writeKeys } from './running-api.js';

const REQUESTS_PER_KEY = 600;
const PER_KEY_MAX = 128;
const ALL_MAX = 256;
/** Beside those, for operators. */
const RESERVED = 32;
/** Bulk, streams, the clock. */
const LONG_PER_KEY_MAX = 16;
const RESELLER = { name: 'Northwind', country: 'US', supportEmail: 'help@northwind.example' };

let t: ApiUnderTest;
const open: Socket[] = [];

beforeAll(async () => {
  process.env.REQUESTS_PER_KEY = String(REQUESTS_PER_KEY);
  t = await ApiUnderTest.start();
}, 120_000);

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

afterAll(() => t?.stop(), 30_000);

const ORDINARY = 'PUT /v1/resellers/r-1 HTTP/1.1\r\ncontent-type: application/json';
const BULK = 'POST /v1/commands HTTP/1.1\r\ncontent-type: application/x-ndjson';

/** Requests that stay under way: their bodies do not come. */
async function hold(count: number, key: string, request = ORDINARY): Promise<void> {
  const { hostname, port } = new URL(t.api.url);
  const head = `${request}\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n`;
  await Promise.all(
    Array.from({ length: count }, () => {
      const socket = connect(Number(port), hostname, () => socket.write(head));
      open.push(socket);
      // The server asks for the body once it has read the headers.
      return new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
    }),
  );
}

const request = (path: string, key: string, accept: string) =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\naccept: ${accept}\r\n\r\n`;

/** On a connection of its own; nobody reads what is answered. */
async function send(text: string): Promise<void> {
  const { hostname, port } = new URL(t.api.url);
  const socket = connect(Number(port), hostname);
  open.push(socket);
  await once(socket, 'connect');
  socket.write(text);
}

const ask = (as: 'admin' | 'intake' | 'operations') => t.get('/v1/subscriptions', { as });

describe('64 requests at a time from one key', () => {
  it('are all taken', async () => {
    const taken = await Promise.all(
      Array.from({ length: 64 }, (_, index) => t.put(`/v1/resellers/busy-${index}`, RESELLER)),
    );
    expect(taken.filter(({ status }) => status !== 201)).toEqual([]);
  });
});

describe('requests under way', () => {
  it('are bounded for one key, at once and without a wait; the others go on', async () => {
    await hold(PER_KEY_MAX, KEYS.intake);
    const refused = await eventually(async () => {
      const answer = await ask('intake');
      return answer.status === 429 && answer;
    });
    expect([problemOf(refused), refused.headers.get('retry-after')]).toEqual([[429, 'rate-limited'], '1']);
    expect((await ask('operations')).status).toBe(200);
  });

  it('are bounded for all, nothing of what was refused was begun, and operators still get in', async () => {
    writeKeys(t.keysFile, [], [intakeClient('portal'), intakeClient('erp')]);
    await eventually(async () => (await t.get('/v1/subscriptions', withKey('erp'))).status === 200);
    await hold(PER_KEY_MAX, KEYS.intake);
    await hold(ALL_MAX - PER_KEY_MAX, 'portal');
    const refused = await eventually(async () => {
      const answer = await t.put('/v1/resellers/never', RESELLER, withKey('erp'));
      return answer.status === 503 && answer;
    });
    expect([problemOf(refused), refused.headers.get('retry-after')]).toEqual([[503, 'overloaded'], '1']);
    expect((await t.get('/health/live', { as: null })).status).toBe(200);
    expect((await ask('operations')).status).toBe(200);
    await hold(RESERVED, KEYS.admin);
    const full = await eventually(async () => {
      const answer = await ask('operations');
      return answer.status === 503 && answer;
    });
    expect(problemOf(full)).toEqual([503, 'overloaded']);
    for (const socket of open.splice(0)) socket.destroy();
    await eventually(async () => (await t.get('/v1/resellers/never')).status === 404);
  });

  it('have room again when they end, also those whose callers went away', async () => {
    await hold(PER_KEY_MAX, KEYS.intake);
    for (const socket of open.splice(0)) socket.destroy();
    await eventually(async () => (await ask('intake')).status === 200);
    await eventually(async () => (await t.put('/v1/resellers/r-1', RESELLER)).status < 300);
  });

  it('have room again also where they were sent one behind the other, and their connection broke before it was their turn', async () => {
    writeKeys(t.keysFile, [], [intakeClient('pipelining')]);
    const askIt = async () => (await t.get('/v1/subscriptions', withKey('pipelining'))).status;
    await eventually(async () => (await askIt()) === 200);
    const endless = request('/v1/events?after=end', 'pipelining', 'text/event-stream');
    const behindIt = request('/v1/subscriptions', 'pipelining', 'application/json').repeat(
      PER_KEY_MAX / LONG_PER_KEY_MAX,
    );
    await Promise.all(Array.from({ length: LONG_PER_KEY_MAX }, () => send(endless + behindIt)));
    await eventually(async () => {
      // Who asks takes a place for a moment, in which one of those may have been refused: its place is taken here.
      await hold(1, 'pipelining');
      return (await askIt()) === 429;
    });
    for (const socket of open.splice(0)) socket.resetAndDestroy();
    await eventually(async () => (await askIt()) === 200);
    const answers = await Promise.all(Array.from({ length: PER_KEY_MAX - 1 }, askIt));
    expect(answers.filter((status) => status !== 200)).toEqual([]);
  });
});

describe('requests that take as long as they take', () => {
  const bulk = (as: 'admin' | 'intake') =>
    t.send('POST', '/v1/commands', '{}\n', { as, headers: { 'content-type': 'application/x-ndjson' } });

  it('have few places of their own, so that orders go on, and so do other keys', async () => {
    await hold(LONG_PER_KEY_MAX, KEYS.intake, BULK);
    const refused = await eventually(async () => {
      const answer = await bulk('intake');
      return answer.status === 429 && answer;
    });
    expect([problemOf(refused), refused.headers.get('retry-after')]).toEqual([[429, 'rate-limited'], '1']);
    expect([(await ask('intake')).status, (await bulk('admin')).status]).toEqual([200, 200]);
    for (const socket of open.splice(0)) socket.destroy();
    await eventually(async () => (await bulk('intake')).status === 200);
  });
});

describe('how much one key sends', () => {
  it('is said with every answer, and bounded', async () => {
    const answers = [];
    for (let sent = 0; sent <= 2 * REQUESTS_PER_KEY; sent += 50) {
      answers.push(
        ...(await Promise.all(Array.from({ length: 50 }, () => t.get('/v1/nothing', { as: 'operations' })))),
      );
    }
    const [first] = answers;
    expect(first?.headers.get('ratelimit-policy')).toBe(`"requests";q=${REQUESTS_PER_KEY};w=10`);
    expect(first?.headers.get('ratelimit')).toMatch(/^"requests";r=\d+;t=\d+$/);
    const refused = answers.find(({ status }) => status === 429);
    if (refused === undefined) throw new Error('nothing was refused');
    expect(refused.body).toMatchObject({ code: 'rate-limited', requestsMax: REQUESTS_PER_KEY, windowSeconds: 10 });
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await ask('admin')).status).toBe(200);
  });
});
