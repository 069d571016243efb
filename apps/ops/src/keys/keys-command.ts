import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createKey, KeyChangeError, type KeyMade, revokeKey, rotateKey } from '#access/key-changes.js';
import { type KeyRecord, ROLES } from '#access/key-record.js';
import { keysOf, readKeyRecords } from '#apps/launcher/src/keys.js';
import { type Instant, instantOf } from '#kernel/instant.js';
import { readGivenSettings } from '#settings/read-settings.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { changeKeyRecords } from './change-key-records.js';

const USAGE = `  keys                    makes DATA_DIR/keys.json and the hashed file that the api reads (KEYS_FILE), if they are not there; prints the keys
  keys list               every key: its id, client, role, resellers, and since when it is valid or revoked
  keys create --client C --role intake|operations|admin [--resellers R,R]
                          a new key, shown once; an intake key may be bound to resellers
  keys rotate ID [--keep-old]
                          another key for the same client, shown once; the old one is revoked, or kept until it is
  keys revoke ID          for ever, within a second
`;

const now = (): Instant => instantOf(Date.now());
const print = (text: string) => void process.stdout.write(`${text}\n`);

/** @throws KeyChangeError, SettingsError */
function keys([action, ...rest]: readonly string[]): void {
  if (action === undefined) {
    printFirstKeys();
    return;
  }
  const change = ACTIONS[action];
  if (change === undefined)
    throw new KeyChangeError(`"keys ${action}" is unknown; there are list, create, rotate, revoke`);
  change(readGivenSettings(process.env).keysFile, rest);
}

/** Makes the API keys where no launcher does: the first thing that a deployment needs. */
function printFirstKeys(): void {
  const { dataDir, keysFile } = readGivenSettings(process.env);
  mkdirSync(dataDir, { recursive: true });
  print(JSON.stringify(keysOf(join(dataDir, 'keys.json'), keysFile, now()), null, 2));
}

const ACTIONS: Readonly<Record<string, (file: string, args: readonly string[]) => void>> = {
  list: (file) => list(readKeyRecords(file)),
  create: (file, args) => {
    const { options } = read(args, { client: 'string', role: 'string', resellers: 'string' });
    const { client, role, resellers } = options;
    const known = ROLES.find((one) => one === role);
    if (known === undefined) throw new KeyChangeError(`--role is one of ${ROLES.join(', ')}`);
    if (client === undefined) throw new KeyChangeError('--client is missing');
    const bound = resellers === undefined ? null : resellers.split(',').map((one) => one.trim());
    showOnce(changeKeyRecords(file, (records) => createKey(records, { client, role: known, resellers: bound }, now())));
  },
  rotate: (file, args) => {
    const { id, options } = read(args, { 'keep-old': 'boolean' });
    showOnce(changeKeyRecords(file, (records) => rotateKey(records, id, 'keep-old' in options, now())));
  },
  revoke: (file, args) => {
    const { id } = read(args, {});
    changeKeyRecords(file, (records) => ({ records: revokeKey(records, id, now()) }));
    print(`${id} is revoked`);
  },
};

/** Works on the file itself, with the api or without. */
export const KEYS: OpsCommand = {
  usage: USAGE,
  async run(args) {
    keys(args);
    return 0;
  },
};

interface Arguments {
  /** The first word that is no option; empty where there is none. */
  readonly id: string;
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** @throws KeyChangeError for what is no argument of the action. */
function read(args: readonly string[], options: Readonly<Record<string, 'string' | 'boolean'>>): Arguments {
  const named = Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: named, allowPositionals: true });
    const text = Object.entries(values).map(([name, value]) => [name, String(value)]);
    return { id: positionals[0] ?? '', options: Object.fromEntries(text) };
  } catch (error) {
    throw new KeyChangeError(error instanceof Error ? error.message : String(error));
  }
}

/** It is nowhere else: whoever lets this go has to rotate. */
function showOnce({ made: { sha256: _, ...made }, key }: KeyMade): void {
  print(JSON.stringify({ ...made, key }, null, 2));
}

function list(records: readonly KeyRecord[]): void {
  for (const { id, client, role, resellers, createdAt, revokedAt } of records) {
    const bound = resellers === null ? 'all resellers' : resellers.join(',');
    print([id, client, role, bound, createdAt, revokedAt === null ? 'valid' : `revoked ${revokedAt}`].join('\t'));
  }
}
