import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '#apps/launcher/src/free-port.js';
import { embeddedPostgres } from '#apps/launcher/src/parts/postgres.js';

const GUARD = join(import.meta.dirname, '../../../launcher/src/guard.js');

/** A Postgres as the launcher runs it, durable, in a directory of its own. */
export class BenchPostgres {
  private databases = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(directory: string): Promise<BenchPostgres> {
    const postgres = await embeddedPostgres({ directory, port: await freePort() });
    const child = spawn(process.execPath, [GUARD, JSON.stringify(postgres.server)], {
      env: { ...process.env, TERMBOOK_SUPERVISED: '1', TERMBOOK_STOP_ON_STDIN_END: '1' },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    await postgres.prepareDatabase();
    return new BenchPostgres(child, postgres.url);
  }

  /** Empty. */
  async newDatabase(): Promise<string> {
    this.databases += 1;
    const name = `bench_${this.databases}`;
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }
}
