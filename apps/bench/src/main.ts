import { type Bench, printResult } from './bench.js';

/** Each is loaded only when it is asked for. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  'event-node': async () => (await import('./event-node/event-node-bench.js')).eventNodeBench,
  intake: async () => (await import('./intake/intake-bench.js')).intakeBench,
  rebuild: async () => (await import('./rebuild/rebuild-bench.js')).rebuildBench,
};

const USAGE = `npm run bench -- <name> [--json] [--dir FOLDER]

  names   ${Object.keys(BENCHES).join(', ')}
  --json  one JSON object as the last line
  --dir   a folder on the disk to be measured (default: the system's temporary one)
`;

async function main(args: readonly string[]): Promise<number> {
  const [name = ''] = args;
  const load = BENCHES[name];
  const dirAt = args.indexOf('--dir');
  const directory = dirAt < 0 ? undefined : args[dirAt + 1];
  if (load === undefined || (dirAt >= 0 && directory === undefined)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const bench = await load();
  const result = await bench({ directory, note: (text) => process.stderr.write(`${text}\n`) });
  printResult(name, result, args.includes('--json'));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
