import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AnchorFileError, readAnchorFile } from '#audit/anchor-files.js';
import type { AnchorInFile } from '#audit/export/audit-file.js';
import { type AuditReport, verifyAudit } from '#audit/export/verify-audit.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { show } from '../asking/show.js';
import { byteProgress } from './byte-progress.js';

const EXPORT_OPTIONS = {
  reseller: { type: 'string' },
  customer: { type: 'string' },
  subscription: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  opened: { type: 'boolean' },
  out: { type: 'string' },
} as const;

const VERIFY_OPTIONS = { 'signed-by': { type: 'string' }, anchor: { type: 'string', multiple: true } } as const;

export const AUDIT: OpsCommand = {
  usage: `  audit export [--reseller ID | --customer ID | --subscription ID] [--from INSTANT] [--to INSTANT] [--opened]
               --out FILE ${ASKING_USAGE}
                          everything about whom, or of when, as a signed file; --opened: with personal data readable
  audit verify FILE [--signed-by FINGERPRINT] [--anchor FILE]... [--json]
                          checks such a file, on any machine: nothing is asked of a running Termbook
`,
  async run([action, ...args]) {
    if (action === 'export') return exported(args);
    if (action === 'verify') return verified(args);
    throw new OpsError('there are audit export and audit verify');
  },
};

async function exported(args: readonly string[]): Promise<number> {
  const { options } = readCommandLine(args, EXPORT_OPTIONS);
  const { reseller, customer, subscription, from, to, opened, out } = options;
  if (out === undefined) throw new OpsError('say --out: the file to write');
  if (existsSync(out)) throw new OpsError(`${out} is there already`);
  const asked = { resellerId: reseller, customerId: customer, subscriptionId: subscription, from, to };
  const query = { ...asked, personalData: opened ? 'opened' : undefined };
  const body = await runningApi(options, 'operations').download('/v1/ops/audit', query);
  const progress = byteProgress('exported', undefined);
  await pipeline(Readable.fromWeb(body), progress, createWriteStream(`${out}.part`));
  await rename(`${out}.part`, out);
  const report = await verifyAudit(linesOf(out));
  show(options, report, () => `${out}: ${told(report)}`);
  return report.intact ? 0 : 1;
}

async function verified(args: readonly string[]): Promise<number> {
  const { options, words } = readCommandLine(args, VERIFY_OPTIONS, ['FILE']);
  const file = words.FILE;
  if (!existsSync(file)) throw new OpsError(`${file} is not there`);
  const progress = byteProgress('verified', statSync(file).size);
  const report = await verifyAudit(linesOf(file, progress), (options.anchor ?? []).map(anchorIn));
  const expected = options['signed-by'];
  const ours = expected === undefined || expected === report.signedBy;
  show(options, report, () => `${file}: ${told(report)}${ours ? '' : `SIGNED BY ANOTHER KEY than ${expected}\n`}`);
  return report.intact && ours ? 0 : 1;
}

function linesOf(file: string, progress?: Transform): AsyncIterable<string> {
  const bytes = createReadStream(file);
  return createInterface({
    input: progress === undefined ? bytes : bytes.pipe(progress),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
}

/** @throws OpsError */
function anchorIn(path: string): AnchorInFile {
  try {
    return readAnchorFile(path).anchor;
  } catch (error) {
    if (error instanceof AnchorFileError) throw new OpsError(error.message);
    throw error;
  }
}

function told({ intact, events, streams, signedBy, anchorsHeld, problems, problemsNamed }: AuditReport): string {
  const named = problemsNamed.map(({ line, problem }) => `  line ${line} ${problem}\n`).join('');
  const more = problems > problemsNamed.length ? `  and ${problems - problemsNamed.length} more\n` : '';
  const sum = `${intact ? 'intact' : 'NOT INTACT'}, ${events} events of ${streams} streams, ${anchorsHeld} anchors hold`;
  return `${sum}\nsigned by ${signedBy ?? 'nobody'}\n${named}${more}`;
}
