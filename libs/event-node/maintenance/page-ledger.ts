import type { LmdbFile } from '../storage/lmdb-file.js';
import { DamagedPageError } from '../storage/lmdb-meta.js';

const META_PAGES = 2;
const ID_BYTES = 8;

/** Which pages belong to a tree: a free page among them would be overwritten by the next append. */
export class PageLedger {
  private readonly used = new Set<number>();

  constructor(private readonly file: LmdbFile) {
    file.onPage = (page, count) => {
      for (let n = 0; n < count; n++) this.used.add(page + n);
    };
  }

  /** To be called when all trees have been read. @throws DamagedPageError */
  checkFreePages(): void {
    const { meta } = this.file;
    for (const { value } of this.file.entries(meta.free))
      for (const page of freePages(value)) {
        if (page < META_PAGES || page > meta.lastPage)
          throw new DamagedPageError(page, meta.pageBytes, 'it is listed as free and does not exist');
        if (this.used.has(page)) throw new DamagedPageError(page, meta.pageBytes, 'it is listed as free and is in use');
      }
  }
}

/** A list of pages: how many numbers follow; a negative one says how long the run is that the next one begins; 0 is no page. */
function* freePages(list: Buffer): Generator<number> {
  const numberAt = (n: number): number => Number(list.readBigInt64LE(n * ID_BYTES));
  const count = list.length < ID_BYTES ? 0 : Math.min(numberAt(0), list.length / ID_BYTES - 1);
  for (let n = 1; n <= count; n++) {
    const number = numberAt(n);
    if (number > 0) yield number;
    if (number >= 0 || n === count) continue;
    const first = numberAt(++n);
    for (let page = first; page < first - number; page++) yield page;
  }
}
