import { KeyChangeError } from '#access/key-changes.js';
import { SettingsError } from '#settings/settings-error.js';
import { KEYS_USAGE, keys } from './keys/keys-command.js';

const USAGE = `npm run ops -- <command>

${KEYS_USAGE}`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => void>> = { keys };

function main([name = '', ...args]: readonly string[]): number {
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    command(args);
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof KeyChangeError)) throw error;
    process.stderr.write(`ops: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
