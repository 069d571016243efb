import { readSync } from 'node:fs';

/** Where in lmdb's file the damage is. Never tells what is stored there. */
export class DamagedPageError extends Error {
  constructor(page: number, pageBytes: number, reason: string) {
    super(`page ${page} (byte ${page * pageBytes}): ${reason}`);
  }
}

/** A tree of pages as its owner describes it. */
export interface LmdbTree {
  /** Undefined: it is empty. */
  readonly root: number | undefined;
  readonly depth: number;
  /** lmdb's own list of free pages is ordered by numbers as the machine has them, not by bytes. */
  readonly hasIntegerKeys: boolean;
  readonly entries: number;
}

/** What one of the two meta pages says; the one with the greater transaction is the truth. */
export interface LmdbMeta {
  readonly pageBytes: number;
  readonly free: LmdbTree;
  readonly main: LmdbTree;
  readonly lastPage: number;
  readonly transaction: number;
}

export const PAGE_HEADER_BYTES = 24;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const META_PAGES = 2;
const META_PAGE_FLAG = 8;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;
const INTEGER_KEYS = 8;
export const TREE_BYTES = 48;
const NO_PAGE = 2n ** 64n - 1n;

/** Places in a meta page, behind its header. */
const META_BYTES = 144;
const FREE_TREE_AT = PAGE_HEADER_BYTES + 24;
const MAIN_TREE_AT = FREE_TREE_AT + TREE_BYTES;
const LAST_PAGE_AT = MAIN_TREE_AT + TREE_BYTES;
const TRANSACTION_AT = LAST_PAGE_AT + 8;

const numberAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

export function readTree(bytes: Buffer, at: number): LmdbTree {
  const root = bytes.readBigUInt64LE(at + 40);
  return {
    root: root === NO_PAGE ? undefined : Number(root),
    depth: bytes.readUInt16LE(at + 6),
    hasIntegerKeys: (bytes.readUInt16LE(at + 4) & INTEGER_KEYS) !== 0,
    entries: numberAt(bytes, at + 32),
  };
}

/**
 * Reads both meta pages, which lmdb itself trusts blindly, and holds them against one another: transactions take turns
 * on them, so that a flipped bit in a transaction's number cannot bring an older state back.
 * @throws DamagedPageError
 */
export function readMeta(fd: number): LmdbMeta {
  const first = readMetaPage(fd, 0, PAGE_BYTES_MIN);
  const second = readMetaPage(fd, 1, first.pageBytes);
  const [older, newer] = first.transaction > second.transaction ? [second, first] : [first, second];
  const page = newer === first ? 0 : 1;
  const isInTurn = newer.transaction === 0 || newer.transaction % META_PAGES === page;
  if (!isInTurn || newer.transaction - older.transaction > 1)
    throw new DamagedPageError(page, first.pageBytes, 'its transaction does not follow the other meta page');
  return newer;
}

function readMetaPage(fd: number, page: number, pageBytes: number): LmdbMeta {
  const bytes = Buffer.alloc(PAGE_HEADER_BYTES + META_BYTES);
  const damaged = (reason: string): Error => new DamagedPageError(page, pageBytes, reason);
  if (readSync(fd, bytes, 0, bytes.length, page * pageBytes) < bytes.length) throw damaged('the file ends within it');
  if (numberAt(bytes, 0) !== page || bytes.readUInt16LE(18) !== META_PAGE_FLAG) throw damaged('it is no meta page');
  if (bytes.readUInt32LE(PAGE_HEADER_BYTES) !== MAGIC || bytes.readUInt32LE(PAGE_HEADER_BYTES + 4) !== VERSION)
    throw damaged('it does not begin as an lmdb file does');
  const size = bytes.readUInt32LE(FREE_TREE_AT);
  if (size < PAGE_BYTES_MIN || size > PAGE_BYTES_MAX || (size & (size - 1)) !== 0 || (page > 0 && size !== pageBytes))
    throw damaged('its page size is wrong');
  return {
    pageBytes: size,
    free: readTree(bytes, FREE_TREE_AT),
    main: readTree(bytes, MAIN_TREE_AT),
    lastPage: numberAt(bytes, LAST_PAGE_AT),
    transaction: numberAt(bytes, TRANSACTION_AT),
  };
}
