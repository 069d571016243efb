import type { Query, RunningApi } from '../asking/running-api.js';

/** More than anybody reads in a terminal; `--csv` has all, however many. */
const LISTED_MAX = 10_000;

/** The items of a list, as many as anybody reads. */
export async function listed<Item>(api: RunningApi, path: string, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of api.items<Item>(path, query)) {
    items.push(item);
    if (items.length < LISTED_MAX) continue;
    process.stderr.write(`ops: only the first ${LISTED_MAX}; --csv has all\n`);
    break;
  }
  return items;
}

/** To stdout, as it comes. */
export async function printCsv(api: RunningApi, path: string, query: Query): Promise<void> {
  for await (const piece of api.pieces(path, query, 'text/csv')) process.stdout.write(piece);
}
