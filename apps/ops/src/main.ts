import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keysOf } from '#apps/launcher/src/keys.js';
import { instantOf } from '#kernel/instant.js';
import { readGivenSettings } from '#settings/read-settings.js';
import { SettingsError } from '#settings/settings-error.js';

const USAGE = `npm run ops -- <command>

  keys    makes DATA_DIR/keys.json and the hashed file that the api reads (KEYS_FILE), if they are not there; prints the keys
`;

/** Makes the API keys where no launcher does: the first thing that a deployment needs. */
function keys(): void {
  const { dataDir, keysFile } = readGivenSettings(process.env);
  mkdirSync(dataDir, { recursive: true });
  const made = keysOf(join(dataDir, 'keys.json'), keysFile, instantOf(Date.now()));
  process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
}

const COMMANDS: Readonly<Record<string, () => void>> = { keys };

function main([name = '']: readonly string[]): number {
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    command();
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`ops: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
