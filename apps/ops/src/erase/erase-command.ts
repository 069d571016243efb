import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Problem, TermbookClient } from '#client/termbook-client.js';
import { readGivenSettings } from '#settings/read-settings.js';

export const ERASE_USAGE = `  erase --customer ID | --subscription ID --reason TEXT [--url URL] [--key-file FILE]
                          destroys the key of a person's data, everywhere and for good; the file's first line is an
                          operations key (default: the one in DATA_DIR/keys.json)
`;

/** What was asked can't be done; the message says why. */
export class EraseError extends Error {}

const OPTIONS = {
  customer: { type: 'string' },
  subscription: { type: 'string' },
  reason: { type: 'string' },
  url: { type: 'string' },
  'key-file': { type: 'string' },
} as const;

/** @throws EraseError, SettingsError */
export async function erase(args: readonly string[]): Promise<void> {
  const { customer, subscription, reason, url, 'key-file': keyFile } = read(args);
  if ((customer === undefined) === (subscription === undefined))
    throw new EraseError('say --customer or --subscription');
  if (reason === undefined) throw new EraseError('say --reason: it is kept in the history');
  const subject = customer === undefined ? { subscriptionId: subscription } : { customerId: customer };
  const { port, host, dataDir } = readGivenSettings(process.env);
  const client = new TermbookClient(url ?? `http://${host}:${port}`, operationsKey(dataDir, keyFile));
  const { status, body } = await client.post<Problem>('/ops/erasures', { ...subject, reason });
  if (status !== 200) throw new EraseError(`${status} ${body.code}: ${body.detail ?? ''}`);
  process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
}

function operationsKey(dataDir: string, keyFile: string | undefined): string {
  try {
    if (keyFile !== undefined) return readFileSync(keyFile, 'utf8').split('\n', 1)[0]?.trim() ?? '';
    return (JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as { operations: string }).operations;
  } catch (error) {
    throw new EraseError(`no operations key: ${error instanceof Error ? error.message : error}`);
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new EraseError(error instanceof Error ? error.message : String(error));
  }
}
