import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

const OPS = resolve(import.meta.dirname, '../../../../dist/apps/ops/src/main.js');
const RESELLER = { name: 'Northwind', country: 'US', supportEmail: 'help@northwind.example' };

let t: ApiUnderTest;

/** `npm run ops -- keys …`, as it is run. */
function opsKeys(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [OPS, 'keys', ...args], {
    env: { PATH: process.env.PATH, KEYS_FILE: t.keysFile },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function madeBy(...args: string[]) {
  const { status, stdout, stderr } = opsKeys(...args);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Json & { readonly id: string; readonly key: string };
}

const withKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const statusWith = async (key: string) => (await t.get('/v1/subscriptions', withKey(key))).status;
const untilStatus = (key: string, status: number) => eventually(async () => (await statusWith(key)) === status);

/** Keys, as they are made. */
export function keys(api: () => ApiUnderTest): void {
  describe('keys', () => {
    beforeAll(() => {
      t = api();
    });

    describe('npm run ops -- keys', () => {
      it('makes a key that is shown once, kept as a hash, and valid at once', async () => {
        const { key, ...made } = madeBy(
          'create',
          '--client',
          'portal',
          '--role',
          'intake',
          '--resellers',
          'keys-r1, keys-r2',
        );
        expect(made).toEqual({
          id: 'portal-1',
          client: 'portal',
          role: 'intake',
          resellers: ['keys-r1', 'keys-r2'],
          createdAt: expect.any(String),
          revokedAt: null,
        });
        await untilStatus(key, 200);
        expect(problemOf(await t.put('/v1/resellers/keys-r3', RESELLER, withKey(key)))).toEqual([404, 'not-found']);
        expect((await t.put('/v1/resellers/keys-r2', RESELLER, withKey(key))).status).toBe(201);
        expect(readFileSync(t.keysFile, 'utf8') + opsKeys('list').stdout).not.toContain(key);
        expect(statSync(t.keysFile).mode & 0o777).toBe(0o600);
      });

      it('rotates a key: the client stays, and with it what its idempotency keys did', async () => {
        const old = madeBy('create', '--client', 'erp', '--role', 'intake');
        await untilStatus(old.key, 200);
        const write = (key: string) =>
          t.send('PUT', '/v1/resellers/keys-r9', RESELLER, { ...withKey(key), key: 'erp-0001' });
        expect((await write(old.key)).status).toBe(201);
        const rotated = madeBy('rotate', old.id);
        expect([rotated.id, rotated.client]).toEqual(['erp-2', 'erp']);
        await untilStatus(rotated.key, 200);
        await untilStatus(old.key, 401);
        const repeated = await write(rotated.key);
        expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      });

      it('may keep the old key until it is revoked', async () => {
        const old = madeBy('create', '--client', 'gateway', '--role', 'operations');
        const rotated = madeBy('rotate', old.id, '--keep-old');
        await untilStatus(rotated.key, 200);
        expect(await statusWith(old.key)).toBe(200);
        expect(opsKeys('revoke', old.id).stdout).toBe(`${old.id} is revoked\n`);
        await untilStatus(old.key, 401);
        expect(await statusWith(rotated.key)).toBe(200);
        const listed = opsKeys('list').stdout.split('\n');
        expect(listed).toContainEqual(
          expect.stringMatching(/^gateway-1\tgateway\toperations\tall resellers\t\S+\trevoked \S+$/),
        );
        expect(listed).toContainEqual(
          expect.stringMatching(/^gateway-2\tgateway\toperations\tall resellers\t\S+\tvalid$/),
        );
      });

      it.each([
        [['create', '--client', 'x', '--role', 'root'], '--role is one of'],
        [['create', '--role', 'intake'], '--client is missing'],
        [['create', '--client', 'x', '--role', 'admin', '--resellers', 'keys-r1'], 'only intake keys'],
        [['create', '--client', 'x', '--colour', 'red'], '--colour'],
        [['rotate', 'nobody-1'], 'there is no key "nobody-1"'],
        [['revoke'], 'there is no key ""'],
        [['invent'], '"keys invent" is unknown'],
      ])('%p is refused and changes nothing', (args, message) => {
        const before = readFileSync(t.keysFile, 'utf8');
        const { status, stderr } = opsKeys(...args);
        expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
        expect(readFileSync(t.keysFile, 'utf8')).toBe(before);
      });
    });
  });
}
