import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '#apps/launcher/src/free-port.js';
import { keysOf } from '#apps/launcher/src/keys.js';
import { LogPrinter } from '#apps/launcher/src/log-printer.js';
import { BUSY_NODE_OPTIONS } from '#apps/launcher/src/node-options.js';
import { embeddedPostgres } from '#apps/launcher/src/parts/postgres.js';
import { Supervisor } from '#apps/launcher/src/supervisor.js';
import { instantOf } from '#kernel/instant.js';

const mainOf = (app: string) => join(import.meta.dirname, '../../..', app, 'src/main.js');
/** What goes wrong is worth reading, the rest is not. */
const printer = new LogPrinter((text) => void (/ (warn|error|fatal) /.test(text) && process.stderr.write(text)), false);
const READY_NODE = /\bready on esdb:/;

/** What `npm start` would start for the intake, each in a process of its own: event node, Postgres, and the api when it is wanted. */
export class Stores {
  private api: Supervisor | undefined;

  private constructor(
    private readonly supervisor: Supervisor,
    /** As the processes get them. */
    readonly settings: Readonly<Record<string, string>>,
    /** May take orders. */
    readonly intakeKey: string,
    readonly emmettDatabaseUrl: string,
  ) {}

  /** @param directory an empty one, on the disk that is measured. */
  static async start(directory: string): Promise<Stores> {
    const supervisor = new Supervisor(printer, join(directory, 'processes.json'));
    try {
      return await Stores.startWith(supervisor, directory);
    } catch (error) {
      await supervisor.stop(['postgres', 'event-node']);
      throw error;
    }
  }

  private static async startWith(supervisor: Supervisor, directory: string): Promise<Stores> {
    const [nodePort, postgresPort, apiPort] = [await freePort(), await freePort(), await freePort()];
    const postgres = await embeddedPostgres({ directory: join(directory, 'postgres'), port: postgresPort });
    await supervisor.startGuarded(postgres.server, process.env);
    await postgres.prepareDatabase();
    const args = ['--data-dir', join(directory, 'event-node'), '--port', String(nodePort)];
    const environment = { ...process.env, NODE_ENV: 'production' };
    await supervisor.start({
      name: 'event-node',
      file: mainOf('event-node'),
      args,
      saysReady: READY_NODE,
      environment,
    });
    const hashed = join(directory, 'keys-hashed.json');
    const keys = keysOf(join(directory, 'keys.json'), hashed, instantOf(Date.now()));
    const settings = {
      NODE_ENV: 'production',
      PORT: String(apiPort),
      DATA_DIR: directory,
      EVENTSTORE_URL: `esdb://127.0.0.1:${nodePort}?tls=false`,
      DATABASE_URL: postgres.url,
      VAULT_URL: postgres.url,
      VENDOR_URL: 'http://127.0.0.1:9',
      KEYS_FILE: hashed,
      SANDBOX: 'off',
    };
    return new Stores(supervisor, settings, keys.intake, await anotherDatabase(postgres.url, 'emmett'));
  }

  get eventStoreUrl(): string {
    return this.settings.EVENTSTORE_URL ?? '';
  }

  /** A new one each time. @returns where it listens. */
  async startApi(): Promise<string> {
    this.api = new Supervisor(printer, join(this.settings.DATA_DIR ?? '', 'api.json'));
    await this.api.start({
      name: 'api',
      file: mainOf('api'),
      nodeOptions: BUSY_NODE_OPTIONS,
      environment: { ...process.env, ...this.settings },
    });
    return `http://127.0.0.1:${this.settings.PORT}`;
  }

  async stopApi(): Promise<void> {
    await this.api?.stop(['api']);
  }

  async stop(): Promise<void> {
    await this.stopApi();
    await this.supervisor.stop(['postgres', 'event-node']);
  }
}

/** On the same server: nobody is to have a better disk. */
async function anotherDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/[^/]+$/, name);
}
