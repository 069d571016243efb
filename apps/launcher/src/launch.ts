import { join } from 'node:path';
import { instantOf } from '#kernel/instant.js';
import { CannotStartError, type RunningProcess } from '#observability/process-life.js';
import { type GivenSettings, readGivenSettings } from '#settings/read-settings.js';
import { type DataDirectory, takeDataDirectory } from './data-directory.js';
import { freePort, reserve, whyNotListen } from './free-port.js';
import { isValidKey, type Keys, keysOf } from './keys.js';
import type { LogPrinter } from './log-printer.js';
import { BUSY_NODE_OPTIONS } from './node-options.js';
import { embeddedPostgres } from './parts/postgres.js';
import { findRedisServer, privateRedis } from './parts/redis.js';
import { listSamplePriceList } from './sample-price-list.js';
import { Supervisor } from './supervisor.js';

const APPS = new URL('../../', import.meta.url).pathname;
const SAMPLE_PRICE_LIST = new URL('../../../../samples/price-list.csv', import.meta.url).pathname;
const mainOf = (app: string) => join(APPS, app, 'src/main.js');

/** Ordered: whoever writes to another is stopped before it. */
const STOPPED_FIRST_TO_LAST = [
  'api',
  'worker',
  'projector',
  'vendor-sandbox',
  'redis',
  'postgres',
  'event-node',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts whatever the environment does not name, then our own processes. @throws CannotStartError, SettingsError */
export async function launch(
  environment: Environment,
  printer: LogPrinter,
  stopping: AbortSignal,
): Promise<RunningProcess> {
  const given = readGivenSettings(environment);
  const directory = takeDataDirectory(given.dataDir);
  const supervisor = new Supervisor(printer, directory.processes);
  stopping.addEventListener('abort', () => supervisor.giveUp());
  const stop = async () => {
    await supervisor.stop(STOPPED_FIRST_TO_LAST);
    directory.release();
  };
  try {
    const port = await portFor(given);
    const keys = keysOf(directory.keys, given.keysFile, instantOf(Date.now()));
    const url = `http://${given.host.includes(':') ? `[${given.host}]` : given.host}:${port}`;
    const started = await startEverything({ given, directory, supervisor, environment, port });
    if (started.sandbox && isValidKey(given.keysFile, keys.admin)) await listSamples(url, keys, printer);
    printer.print('launcher', summary(url, directory, started));
    return { ready: url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws CannotStartError when somebody else listens there: before anything is started. */
async function portFor({ host, port }: GivenSettings): Promise<number> {
  if (port === 0) return freePort();
  reserve(port);
  const reason = await whyNotListen(host, port);
  if (reason === undefined) return port;
  throw new CannotStartError(`Port ${port} on ${host} cannot be used: ${reason}. Stop what uses it, or set PORT.`);
}

interface Launch {
  readonly given: GivenSettings;
  readonly directory: DataDirectory;
  readonly supervisor: Supervisor;
  readonly environment: Environment;
  readonly port: number;
}

interface Started {
  readonly sandbox: boolean;
  /** Where projector and worker tell their metrics. */
  readonly metrics: readonly string[];
  readonly queue: 'redis' | 'postgres';
}

async function startEverything(launch: Launch): Promise<Started> {
  const { given, supervisor, environment, port } = launch;
  const allEmbedded = [given.eventStoreUrl, given.databaseUrl, given.redisUrl, given.vaultUrl, given.vendorUrl].every(
    (url) => url === undefined,
  );
  const sandbox = given.sandbox ?? allEmbedded;
  const [eventStoreUrl, databaseUrl, redisUrl, vendorUrl] = await Promise.all([
    given.eventStoreUrl ?? startEventNode(launch),
    given.databaseUrl ?? startPostgres(launch),
    given.redisUrl ?? startRedis(launch),
    given.vendorUrl ?? startVendorSandbox(launch),
  ]);
  const resolved = {
    ...environment,
    NODE_ENV: environment.NODE_ENV ?? 'production',
    PORT: String(port),
    DATA_DIR: given.dataDir,
    EVENTSTORE_URL: eventStoreUrl,
    DATABASE_URL: databaseUrl,
    VAULT_URL: given.vaultUrl ?? databaseUrl,
    VENDOR_URL: vendorUrl,
    REDIS_URL: redisUrl,
    KEYS_FILE: given.keysFile,
    SANDBOX: sandbox ? 'on' : 'off',
  };
  const ours = ['api', 'projector', 'worker'] as const;
  const nodeOptions = { api: BUSY_NODE_OPTIONS, projector: [], worker: [] } satisfies Record<string, readonly string[]>;
  const said = await Promise.all(
    ours.map((app, place) =>
      supervisor.start({
        name: app,
        file: mainOf(app),
        nodeOptions: nodeOptions[app],
        environment: { ...resolved, METRICS_PORT: String(metricsPort(given, place)) },
      }),
    ),
  );
  return { sandbox, metrics: said.slice(1), queue: redisUrl === undefined ? 'postgres' : 'redis' };
}

/** On one machine each of them needs a port of its own: the projector, which comes after the api, has the one that was named. */
const metricsPort = ({ metrics: { port } }: GivenSettings, place: number): number =>
  port === 0 ? 0 : port + Math.max(0, place - 1);

async function startEventNode({ directory, supervisor, environment }: Launch): Promise<string> {
  const port = await freePort();
  await supervisor.start({
    name: 'event-node',
    file: mainOf('event-node'),
    args: ['--data-dir', directory.eventNode, '--port', String(port)],
    saysReady: /\bready on esdb:/,
    environment,
  });
  return `esdb://127.0.0.1:${port}?tls=false`;
}

async function startPostgres({ directory, supervisor, environment }: Launch): Promise<string> {
  const postgres = await embeddedPostgres({ directory: directory.postgres, port: await freePort() });
  await supervisor.startGuarded(postgres.server, environment);
  await postgres.prepareDatabase();
  return postgres.url;
}

/** undefined: there is no Redis here, and BullMQ runs on Postgres. */
async function startRedis({ given, directory, supervisor, environment }: Launch): Promise<string | undefined> {
  const command = given.privateRedis ? findRedisServer() : undefined;
  if (command === undefined) return undefined;
  const redis = privateRedis(command, directory.redis, await freePort());
  await supervisor.startGuarded(redis.server, environment);
  return redis.url;
}

async function startVendorSandbox({ given, supervisor, environment }: Launch): Promise<string> {
  const port = await freePort();
  const own = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: given.dataDir };
  await supervisor.start({
    name: 'vendor-sandbox',
    file: mainOf('vendor-sandbox'),
    environment: { ...environment, ...own },
  });
  return `http://127.0.0.1:${port}`;
}

async function listSamples(url: string, keys: Keys, printer: LogPrinter): Promise<void> {
  const listed = await listSamplePriceList(SAMPLE_PRICE_LIST, url, keys.admin);
  if (listed > 0) printer.print('launcher', `listed ${listed} service plans of the sample price list`);
}

const summary = (url: string, directory: DataDirectory, { sandbox, metrics, queue }: Started): string =>
  [
    'Termbook is ready',
    `  API        ${url}/v1   (described at ${url}/docs)`,
    `  Keys       ${directory.keys}   (admin, intake, operations)`,
    `  Data       ${directory.path}`,
    `  Queue      BullMQ on ${queue === 'redis' ? 'Redis' : 'Postgres'}`,
    `  Metrics    ${[`${url}/metrics`, ...metrics].join('   ')}`,
    `  Clock      ${sandbox ? 'of the sandbox: it can be moved' : 'real'}`,
    '  Ctrl-C stops everything in order',
  ].join('\n');
