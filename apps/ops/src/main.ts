import { KeyChangeError } from '#access/key-changes.js';
import { SettingsError } from '#settings/settings-error.js';
import { ERASE_USAGE, EraseError, erase } from './erase/erase-command.js';
import { KEYS_USAGE, keys } from './keys/keys-command.js';

const USAGE = `npm run ops -- <command>

${KEYS_USAGE}${ERASE_USAGE}`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => void | Promise<void>>> = { keys, erase };

/** What whoever typed the command can mend: told without a stack. */
const FOR_PEOPLE = [SettingsError, KeyChangeError, EraseError];

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    await command(args);
    return 0;
  } catch (error) {
    if (!(error instanceof Error) || !FOR_PEOPLE.some((kind) => error instanceof kind)) throw error;
    process.stderr.write(`ops: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
