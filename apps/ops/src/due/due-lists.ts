import type { ItemOf, ListPath, Query } from '#client/document-types.js';
import type { Asking, RunningApi } from '../asking/running-api.js';

/** More than anybody reads in a terminal; `--csv` has all, however many. */
const LISTED_MAX = 10_000;

/** The items of a list, as many as anybody reads. */
export async function listed<Path extends ListPath>(
  api: RunningApi,
  path: Path,
  asking: Asking<Path, 'get'>,
): Promise<readonly ItemOf<Path>[]> {
  const items: ItemOf<Path>[] = [];
  for await (const item of api.items(path, asking)) {
    items.push(item);
    if (items.length < LISTED_MAX) continue;
    process.stderr.write(`ops: only the first ${LISTED_MAX}; --csv has all\n`);
    break;
  }
  return items;
}

/** To stdout, as it comes. */
export async function printCsv<Path extends ListPath>(
  api: RunningApi,
  path: Path,
  query: Query<Path, 'get'>,
): Promise<void> {
  for await (const piece of api.pieces(path, query, 'text/csv')) process.stdout.write(piece);
}
