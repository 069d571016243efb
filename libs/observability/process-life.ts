import { SettingsError } from '#settings/settings-error.js';
import { createLogger } from './logger.js';

/** What a process is made of, once it runs. */
export interface RunningProcess {
  stop(): Promise<void>;
  /** What others need to know of it, for example its URL; follows `READY <name>` on stdout. */
  readonly ready?: string;
}

export interface ProcessStart {
  /** @param stopping aborted when the process is told to stop before it was ready. */
  start(stopping: AbortSignal): Promise<RunningProcess>;
  /** A stop that takes longer is a fault: the process then ends all the same. */
  readonly stopMsMax?: number;
  /** How long a start that is told to stop may take to undo what it did. */
  readonly abandonStartMsMax?: number;
}

/** A fault whose message says all that its reader needs: printed as it is, without a stack. */
export class CannotStartError extends Error {}

/** A clean stop answers what is in flight; longer than this and whoever waits for us is better served by an end. */
const STOP_MS_MAX = 10_000;
/** A start that is told to stop gets this long to notice. */
const ABANDON_START_MS_MAX = 2_000;

/**
 * The life of a process of ours, from start to exit. Stops on SIGTERM; on SIGINT too, unless the launcher supervises
 * (`TERMBOOK_SUPERVISED=1`): then Ctrl-C, which reaches the whole group, is left to the launcher. With
 * `TERMBOOK_STOP_ON_STDIN_END=1` it also stops when stdin ends, which is how it notices that its launcher died.
 */
export async function runProcess(name: string, life: ProcessStart): Promise<void> {
  const { start, stopMsMax = STOP_MS_MAX, abandonStartMsMax = ABANDON_START_MS_MAX } = life;
  const logger = createLogger(name);
  const stopping = new AbortController();
  const stopAsked = new Promise<string>((resolve) => onStopAsked(resolve));
  process.on('uncaughtException', (error) => die(error));
  process.on('unhandledRejection', (error) => die(error));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  function die(error: unknown): never {
    if (error instanceof SettingsError || error instanceof CannotStartError)
      process.stderr.write(`${name}: ${error.message}\n`);
    else logger.fatal({ err: error }, 'ends because of a fault');
    process.exit(1);
  }

  void stopAsked.then((reason) => {
    logger.debug({ reason }, 'stopping');
    stopping.abort();
  });
  const started = start(stopping.signal).catch((error) => (stopping.signal.aborted ? undefined : die(error)));
  const running = await Promise.race([started, stopAsked.then(() => abandoned(started, abandonStartMsMax))]);
  if (running === undefined) process.exit(0);
  if (!stopping.signal.aborted) process.stdout.write(`READY ${name} ${running.ready ?? ''}`.trimEnd().concat('\n'));
  await stopAsked;
  setTimeout(() => die(new Error(`not stopped within ${stopMsMax} ms`)), stopMsMax).unref();
  await running.stop().catch(die);
  process.exit(0);
}

/** What a start came to that was told to stop on its way; undefined when it did not come to anything in time. */
const abandoned = (
  started: Promise<RunningProcess | undefined>,
  withinMs: number,
): Promise<RunningProcess | undefined> =>
  Promise.race([started, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), withinMs).unref())]);

function onStopAsked(stop: (reason: string) => void): void {
  const supervised = process.env.TERMBOOK_SUPERVISED === '1';
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => supervised || stop('SIGINT'));
  process.on('SIGHUP', () => supervised || stop('SIGHUP'));
  if (process.env.TERMBOOK_STOP_ON_STDIN_END !== '1') return;
  process.stdin.on('end', () => stop('stdin ended')).on('close', () => stop('stdin ended'));
  process.stdin.on('error', () => stop('stdin failed')).resume();
}
