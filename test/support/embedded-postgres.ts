import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { freePort } from '#apps/launcher/src/free-port.js';
import { type EmbeddedPostgres, embeddedPostgres } from '#apps/launcher/src/parts/postgres.js';

const PROJECT = resolve(import.meta.dirname, '../..');
const GUARD = join(PROJECT, 'dist/apps/launcher/src/guard.js');
/** A cluster made once and copied: a start then takes half a second instead of two. */
const TEMPLATE = join(PROJECT, '.tmp/postgres-18');

export interface TestPostgres {
  /** A database of this server, empty at first. */
  readonly url: string;
  /** Another empty database of the same server. */
  newDatabase(): Promise<string>;
  /** `SIGKILL` for the server itself, as a crash would. */
  kill(): Promise<void>;
  /** Stops the server and keeps its data; `start` brings it back at the same URL. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and deletes its data: call it in `afterAll`. */
  remove(): Promise<void>;
}

/** A real Postgres of its own, in a temporary directory, that ends with the test process at the latest. */
export async function startEmbeddedPostgres(): Promise<TestPostgres> {
  await makeTemplate();
  const directory = mkdtempSync(join(tmpdir(), 'termbook-postgres-'));
  // Owners are kept, which copying by Node would not do.
  execFileSync('cp', ['-a', `${TEMPLATE}/.`, directory]);
  const postgres = await embeddedPostgres({ directory, port: await freePort(), durable: false });
  const guard = new Guard(postgres);
  await guard.start();
  return {
    url: await newDatabase(postgres.url),
    newDatabase: () => newDatabase(postgres.url),
    kill: () => guard.kill(),
    stop: () => guard.stop(),
    start: () => guard.start(),
    remove: async () => {
      await guard.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

class Guard {
  private child: ChildProcess | undefined;
  private serverPid = 0;

  constructor(private readonly postgres: EmbeddedPostgres) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, [GUARD, JSON.stringify(this.postgres.server)], {
      env: { ...process.env, TERMBOOK_SUPERVISED: '1', TERMBOOK_STOP_ON_STDIN_END: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child = child;
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      const pid = /READY postgres pid=(\d+)/.exec(String(chunk))?.[1];
      if (pid === undefined) continue;
      this.serverPid = Number(pid);
      child.stdout.resume();
      return this.postgres.prepareDatabase();
    }
    throw new Error('The embedded Postgres did not start');
  }

  async stop(): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin?.end();
    await exited;
  }

  async kill(): Promise<void> {
    if (this.child === undefined) return;
    const exited = once(this.child, 'exit');
    process.kill(this.serverPid, 'SIGKILL');
    await exited;
  }
}

async function newDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/[^/]+$/, name);
}

/** Several test processes may want it at once: whoever is done first wins. */
async function makeTemplate(): Promise<void> {
  if (existsSync(TEMPLATE)) return;
  mkdirSync(resolve(TEMPLATE, '..'), { recursive: true });
  const mine = mkdtempSync(`${TEMPLATE}-`);
  await embeddedPostgres({ directory: mine, port: 1, durable: false });
  try {
    renameSync(mine, TEMPLATE);
  } catch {
    rmSync(mine, { recursive: true, force: true });
  }
}
