import { parseArgs } from 'node:util';
import type { Verification } from '#event-node/maintenance/verify.js';
import { UsageError } from './command-line.js';
import { showProgress } from './progress.js';

/** @throws DataDirectoryError, UsageError */
export async function verify(args: readonly string[]): Promise<void> {
  const { dataDir } = directories(args, ['data-dir']);
  const { verifyDataDirectory } = await import('#event-node/maintenance/verify.js');
  const progress = showProgress('events verified');
  const found = await verifyDataDirectory({ dataDir, onProgress: progress.show });
  progress.end();
  report(dataDir, found);
}

/** @throws DataDirectoryError, UsageError */
export async function backup(args: readonly string[]): Promise<void> {
  const { dataDir, to } = directories(args, ['data-dir', 'to']);
  const { backupDataDirectory } = await import('#event-node/maintenance/backup.js');
  const progress = showProgress('events of the copy verified');
  const found = await backupDataDirectory({ dataDir, to, onProgress: progress.show });
  progress.end();
  report(to, found);
}

/** @throws RemoteError, UsageError */
export async function copy(args: readonly string[]): Promise<void> {
  const options = { from: { type: 'string' }, to: { type: 'string' }, 'resume-file': { type: 'string' } } as const;
  const { from, to, 'resume-file': resumeFile } = parseArgs({ args: [...args], options }).values;
  if (from === undefined || to === undefined) throw new UsageError('copy needs --from and --to');
  for (const [name, url] of Object.entries({ from, to })) if (!isAddress(url)) throw notAnAddress(name);
  const { copyEvents } = await import('#event-node/maintenance/copy.js');
  const progress = showProgress('(position) copied');
  const done = await copyEvents({
    from,
    to,
    ...(resumeFile === undefined ? {} : { resumeFile }),
    onProgress: (_, position, end) => progress.show(position, Math.max(position, end)),
  });
  progress.end();
  console.log(`${done} events copied`);
}

const isAddress = (url: string): boolean => URL.canParse(url) && new URL(url).host !== '';

/** Without the text: it may hold a password. */
const notAnAddress = (name: string): UsageError =>
  new UsageError(`--${name} is no address such as esdb://127.0.0.1:2113?tls=false`);

function report(directory: string, { events, streams, findings }: Verification): void {
  for (const finding of findings) console.log(`DAMAGED ${finding}`);
  const outcome = findings.length === 0 ? 'all in order' : `${findings.length} found that are wrong`;
  console.log(`${directory}: ${events} events in ${streams} streams, ${outcome}`);
  if (findings.length > 0) process.exitCode = 1;
}

function directories(args: readonly string[], needed: readonly ('data-dir' | 'to')[]): { dataDir: string; to: string } {
  const { values } = parseArgs({
    args: [...args],
    options: { 'data-dir': { type: 'string' }, to: { type: 'string' } },
  });
  for (const name of needed) if (values[name] === undefined) throw new UsageError(`--${name} is needed`);
  return { dataDir: values['data-dir'] ?? '', to: values.to ?? '' };
}
