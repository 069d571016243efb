import { closeSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';

/** How much may come to be mapped before it is given back: what is read until the next look comes on top. */
const MAPPED_BYTES_MAX = 32 * 2 ** 20;
/** A scan of `$all` behind a filter goes through half a megabyte in a millisecond; a look takes some microseconds. */
const LOOK_EVERY_MS = 20;
/** Linux: the pages may go; whoever touches them again gets them from the file, or the system's cache of it. */
const MADV_DONTNEED = 4;
const PAGE_BYTES = 4_096;
/** `size resident shared …`, in pages: the third counts mapped file pages. */
const SHARED_FIELD = 2;
/** Seven numbers. */
const STATM_BYTES_MAX = 256;

type Advise = (address: bigint, bytes: bigint, advice: number) => number;

/**
 * Keeps the pages of a mapped file from piling up in the process's resident memory: lmdb reads through a map, and what was
 * read once stays mapped until the system is short of memory, in the end all of the file. Where that cannot be asked
 * for (not on Linux, no library for the machine), nothing is done: it is the system's cache in any case.
 */
export class MappedPages {
  private readonly timer: NodeJS.Timeout;
  private readonly path: string;
  private readonly statm: number;
  private readonly text = Buffer.alloc(STATM_BYTES_MAX);
  private sharedAtLeast: number;

  private constructor(
    file: string,
    private readonly advise: Advise,
  ) {
    this.path = realpathSync(file);
    this.statm = openSync('/proc/self/statm', 'r');
    this.sharedAtLeast = this.sharedBytes();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** @returns undefined where it cannot be done. */
  static async limit(file: string): Promise<MappedPages | undefined> {
    const advise = await loadAdvise();
    return advise === undefined ? undefined : new MappedPages(file, advise);
  }

  /** Gives back all that is mapped of the file now. */
  release(): void {
    for (const { start, end } of this.ranges()) this.advise(start, end - start, MADV_DONTNEED);
    this.sharedAtLeast = this.sharedBytes();
  }

  stop(): void {
    clearInterval(this.timer);
    closeSync(this.statm);
  }

  private look(): void {
    const shared = this.sharedBytes();
    if (shared - this.sharedAtLeast > MAPPED_BYTES_MAX) this.release();
    else this.sharedAtLeast = Math.min(this.sharedAtLeast, shared);
  }

  private sharedBytes(): number {
    const length = readSync(this.statm, this.text, 0, STATM_BYTES_MAX, 0);
    return Number(this.text.toString('latin1', 0, length).split(' ')[SHARED_FIELD]) * PAGE_BYTES;
  }

  /** Where the file is mapped: looked up each time, since lmdb maps it anew when it outgrows its map. */
  private ranges(): { start: bigint; end: bigint }[] {
    return readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.endsWith(` ${this.path}`))
      .map((line) => {
        const [start = '', end = ''] = line.slice(0, line.indexOf(' ')).split('-');
        return { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) };
      });
  }
}

async function loadAdvise(): Promise<Advise | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const { default: koffi } = await import('koffi');
    return koffi.load(null).func('int madvise(uintptr_t address, size_t bytes, int advice)') as unknown as Advise;
  } catch {
    return undefined;
  }
}
