import { type Bench, PartError, printResult } from './bench.js';

/** Each is loaded only when it is asked for. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  'event-node': async () => (await import('./event-node/event-node-bench.js')).eventNodeBench,
  intake: async () => (await import('./intake/intake-bench.js')).intakeBench,
  rebuild: async () => (await import('./rebuild/rebuild-bench.js')).rebuildBench,
};

const USAGE = `npm run bench -- <name> [--json] [--dir FOLDER] [--part NAME,…]

  names   ${Object.keys(BENCHES).join(', ')}
  --json  one JSON object as the last line
  --dir   a folder on the disk to be measured (default: the system's temporary one)
  --part  only these parts of it (rebuild has some)
`;

function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : (args[at + 1] ?? '');
}

async function main(args: readonly string[]): Promise<number> {
  const [name = ''] = args;
  const load = BENCHES[name];
  const directory = optionOf(args, '--dir');
  const parts = optionOf(args, '--part')?.split(',');
  if (load === undefined || directory === '') {
    process.stderr.write(USAGE);
    return 2;
  }
  const bench = await load();
  try {
    const result = await bench({ directory, parts, note: (text) => process.stderr.write(`${text}\n`) });
    printResult(name, result, args.includes('--json'));
    return 0;
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
