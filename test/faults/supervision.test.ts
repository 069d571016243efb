import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { processesNaming } from '../support/processes.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

jest.setTimeout(300_000);

const LAUNCHER = resolve(import.meta.dirname, '../../dist/apps/launcher/src/main.js');
const PLAN = '057O1WW6525L347';

/** A launcher that is expected to refuse. */
async function refusedStart(environment: Record<string, string>): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, [LAUNCHER], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.text += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return { code, text: output.text };
}

describe('a running system', () => {
  let termbook: TermbookUnderTest;
  beforeAll(async () => {
    termbook = await startTermbook({ part: 'supervision' });
  });
  afterAll(() => termbook.remove());

  const plan = () => termbook.api().GET('/v1/service-plans/{productId}', { params: { path: { productId: PLAN } } });

  it('sells the sample price list', async () => {
    const listed = await eventually(async () => (await plan()).data);
    expect(listed).toMatchObject({ productName: 'AutoCAD LT' });
  });

  it('keeps a second start on its directory out, unharmed', async () => {
    const { code, text } = await refusedStart({ DATA_DIR: termbook.dataDir, PORT: '0' });
    expect(code).toBe(1);
    expect(text).toBe(
      `launcher: DATA_DIR ${termbook.dataDir} is in use by another Termbook (process ${termbook.processes.launcher}). Stop that one first, or name another DATA_DIR and PORT.\n`,
    );
    expect((await plan()).response.status).toBe(200);
  });

  it.each(['api', 'projector', 'worker', 'vendor-sandbox', 'event-node', 'postgres', 'postgres-guard'])(
    'goes on after kill -9 of %s, with everything still there',
    async (name) => {
      await termbook.kill(name);
      await eventually(async () => (await plan()).response.ok, 60_000);
      const reseller = { name: `After ${name}`, country: 'US', supportEmail: 'support@reseller.example' };
      await eventually(async () => {
        const params = { path: { resellerId: `after-${name}` } };
        return (await termbook.api().PUT('/v1/resellers/{resellerId}', { params, body: reseller })).response.ok;
      }, 60_000);
      await eventually(async () => {
        const ready = await fetch(`${termbook.url}/health/ready`);
        return ready.status === 200;
      }, 60_000);
    },
  );

  it('leaves no process behind when it is stopped, also where a guard just died, and has everything when started again', async () => {
    for (const name of ['postgres-guard', 'redis-guard'])
      if (name in termbook.processes) termbook.signal(name, 'SIGKILL');
    await termbook.stop();
    expect(processesNaming(termbook.dataDir)).toEqual([]);
    await termbook.start();
    const params = { path: { resellerId: 'after-postgres' } };
    // The newest may have to be projected once more.
    await eventually(async () => (await termbook.api().GET('/v1/resellers/{resellerId}', { params })).response.ok);
  });

  it('leaves no process behind when its launcher alone is killed, and starts again on the same directory', async () => {
    await termbook.killLauncher();
    await eventually(() => processesNaming(termbook.dataDir).length === 0, 60_000);
    await termbook.start();
    await eventually(async () => (await plan()).response.ok);
  });

  it('leaves no process behind when Ctrl-C reaches all of them at once', async () => {
    const ids = Object.entries(termbook.processes).filter(([name]) => !['postgres', 'redis'].includes(name));
    const before = termbook.log.length;
    for (const [, pid] of ids) process.kill(pid, 'SIGINT');
    await eventually(() => processesNaming(termbook.dataDir).length === 0, 60_000);
    const stopped = () =>
      [...termbook.log.slice(before).matchAll(/^(\S+) +\[launcher\] (.*)$/gm)].map(
        ([, name, what]) => `${name} ${what}`,
      );
    const inOrder = ['api', 'worker', 'projector', 'vendor-sandbox', 'redis', 'postgres', 'event-node']
      .filter((name) => ids.some(([running]) => running === name || running === `${name}-guard`))
      .map((name) => `${name} stopped`);
    // The last line may still be on its way when the last process is gone.
    await eventually(() => stopped().length >= inOrder.length);
    expect(stopped()).toEqual(inOrder);
  });
});

describe('a start that cannot be', () => {
  const emptyDirectory = () => mkdtempSync(join(tmpdir(), 'termbook-refused-'));

  it('says that its port is in use, before anything is started', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const directory = emptyDirectory();
    const { code, text } = await refusedStart({ DATA_DIR: directory, PORT: String(port) });
    other.close();
    expect({ code, text }).toEqual({
      code: 1,
      text: `launcher: Port ${port} on 127.0.0.1 cannot be used: it is in use. Stop what uses it, or set PORT.\n`,
    });
    expect(existsSync(join(directory, 'postgres'))).toBe(false);
  });

  it('refuses a directory of another version, and changes nothing in it', async () => {
    const directory = emptyDirectory();
    writeFileSync(join(directory, 'version'), '2\n');
    const { code, text } = await refusedStart({ DATA_DIR: directory, PORT: '0' });
    expect(code).toBe(1);
    expect(text).toContain('is of version "2", and this Termbook reads version "1". Nothing was changed.');
    expect(readdirSync(directory)).toEqual(['version']);
  });

  it("refuses a directory that holds somebody else's files", async () => {
    const directory = emptyDirectory();
    cpSync(LAUNCHER, join(directory, 'main.js'));
    const { code, text } = await refusedStart({ DATA_DIR: directory, PORT: '0' });
    expect(code).toBe(1);
    expect(text).toContain("holds files that are not Termbook's. Nothing was changed.");
    expect(readdirSync(directory)).toEqual(['main.js']);
  });

  it('names every fault of the settings at once', async () => {
    const { code, text } = await refusedStart({ DATA_DIR: emptyDirectory(), PORT: 'x', SANDBOX: 'perhaps' });
    expect(code).toBe(1);
    expect(text).toContain('PORT is "x"');
    expect(text).toContain('SANDBOX is "perhaps"');
  });
});
