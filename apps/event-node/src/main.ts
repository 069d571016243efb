import { fail, USAGE } from './command-line.js';
import { backup, copy, verify } from './maintain.js';
import { serve } from './serve.js';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { verify, backup, copy };

const args = process.argv.slice(2);
const [word = ''] = args;
try {
  const command = COMMANDS[word];
  if (args.includes('--help')) console.log(USAGE);
  else if (command === undefined) await serve(args);
  else await command(args.slice(1));
} catch (error) {
  fail(error);
}
