import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  DamagedPageError,
  type LmdbMeta,
  type LmdbTree,
  PAGE_HEADER_BYTES,
  readMeta,
  readTree,
  TREE_BYTES,
} from './lmdb-meta.js';

const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
/** In a node's flags: its value is on pages of its own; its value describes a tree. */
const BIG_VALUE = 1;
const TREE_VALUE = 2;
const NODE_HEADER_BYTES = 8;
/** No tree of ours gets nearly as deep: deeper is a circle. */
const DEPTH_MAX = 32;
/** Pages kept at hand, 4 KiB each: the upper ones of every tree and the neighbours of what was read last. */
const CACHED_PAGES_MAX = 4_096;
/** First page, transaction and number of pages of a big value. */
const BIG_REFERENCE_BYTES = 24;

export interface LmdbEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

interface Node extends LmdbEntry {
  /** Of the value, in bytes; a big one is elsewhere, and `value` says where. */
  readonly size: number;
  readonly flags: number;
  /** A branch's page below. */
  readonly child: number;
}

/**
 * Reads lmdb's file without lmdb and without mapping it. lmdb trusts its pages: one that is not there ends the process by
 * a signal, one with a flipped bit leads anywhere. Here each page is looked at before it is believed. Only for a file
 * that nobody writes to.
 */
export class LmdbFile {
  readonly meta: LmdbMeta;
  private readonly fd: number;
  private readonly fileBytes: number;
  private readonly cache = new Map<number, Buffer>();
  /** Told of each page that is read, with how many follow it for a big value. */
  onPage: ((page: number, count: number) => void) | undefined;

  /** @throws DamagedPageError */
  constructor(path: string) {
    this.fd = openSync(path, 'r');
    try {
      this.fileBytes = fstatSync(this.fd).size;
      this.meta = readMeta(this.fd);
    } catch (error) {
      closeSync(this.fd);
      throw error;
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Cut off, or its last pages were given back before they were ever written: only reading all of it tells. */
  get endsEarly(): boolean {
    return this.fileBytes < (this.meta.lastPage + 1) * this.meta.pageBytes;
  }

  /** @returns undefined when there is none of this name. */
  table(name: string): LmdbTree | undefined {
    for (const { key, value } of this.entries(this.meta.main))
      if (key.toString('latin1') === `${name}\0`) {
        if (value.length !== TREE_BYTES) throw this.damaged(this.meta.main.root ?? 0, 'a table has no description');
        return readTree(value, 0);
      }
    return undefined;
  }

  /** All of a tree, ascending or descending. @throws DamagedPageError */
  *entries(tree: LmdbTree, direction: 'forwards' | 'backwards' = 'forwards'): Generator<LmdbEntry> {
    if (tree.root !== undefined) yield* this.below(tree, tree.root, tree.depth, direction);
  }

  /** @throws DamagedPageError */
  get(tree: LmdbTree, key: Buffer): Buffer | undefined {
    let page = tree.root;
    for (let depth = tree.depth; page !== undefined; depth--) {
      const bytes = this.page(tree, page, depth);
      const at = this.lastNotBehind(page, bytes, key, depth);
      const node = this.node(page, bytes, at);
      if (depth <= 1) return node.key.equals(key) ? this.valueOf(page, node) : undefined;
      page = node.child;
    }
    return undefined;
  }

  private *below(
    tree: LmdbTree,
    page: number,
    depth: number,
    direction: 'forwards' | 'backwards',
  ): Generator<LmdbEntry> {
    const bytes = this.page(tree, page, depth);
    const count = countOf(bytes);
    for (let n = 0; n < count; n++) {
      const at = direction === 'forwards' ? n : count - 1 - n;
      const node = this.node(page, bytes, at);
      if (depth > 1) yield* this.below(tree, node.child, depth - 1, direction);
      else yield { key: node.key, value: this.valueOf(page, node) };
    }
  }

  /** Index of the last node whose key is not behind `key`; a branch's first has an empty one. */
  private lastNotBehind(page: number, bytes: Buffer, key: Buffer, depth: number): number {
    let low = 0;
    let high = countOf(bytes) - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.node(page, bytes, middle).key.compare(key) <= 0) low = middle;
      else high = middle - 1;
    }
    if (depth > 1 && low >= countOf(bytes)) throw this.damaged(page, 'it leads nowhere');
    return low;
  }

  private page(tree: LmdbTree, page: number, depth: number): Buffer {
    const cached = this.cache.get(page);
    if (depth < 1 || depth > DEPTH_MAX) throw this.damaged(page, 'its tree is deeper than it says');
    const bytes = cached ?? this.read(page, 1);
    const flags = bytes.readUInt16LE(18);
    if (flags !== (depth > 1 ? BRANCH : LEAF)) throw this.damaged(page, 'it is of another kind than it should be');
    if (cached !== undefined) return cached;
    const lower = bytes.readUInt16LE(20);
    const upper = bytes.readUInt16LE(22);
    if (lower % 2 !== 0 || lower === 0 || lower > upper || upper > bytes.length - PAGE_HEADER_BYTES)
      throw this.damaged(page, 'its bounds are wrong');
    this.checkNodes(tree, page, bytes, depth);
    if (this.cache.size >= CACHED_PAGES_MAX) this.cache.clear();
    this.cache.set(page, bytes);
    return bytes;
  }

  private checkNodes(tree: LmdbTree, page: number, bytes: Buffer, depth: number): void {
    const compare = tree.hasIntegerKeys ? compareIntegers : Buffer.compare;
    const kinds = tree === this.meta.main ? TREE_VALUE : BIG_VALUE;
    let before: Buffer | undefined;
    for (let at = 0; at < countOf(bytes); at++) {
      const { key, flags } = this.node(page, bytes, at);
      if (depth === 1 && (flags & ~kinds) !== 0) throw this.damaged(page, 'a value is of no known kind');
      const isFirstOfBranch = depth > 1 && at === 0;
      if (!isFirstOfBranch && (key.length === 0 || (before !== undefined && compare(before, key) >= 0)))
        throw this.damaged(page, 'its keys are out of order');
      before = isFirstOfBranch ? undefined : key;
    }
  }

  private node(page: number, bytes: Buffer, at: number): Node {
    const start = bytes.readUInt16LE(PAGE_HEADER_BYTES + 2 * at) + PAGE_HEADER_BYTES;
    if (start + NODE_HEADER_BYTES > bytes.length) throw this.damaged(page, 'an entry lies outside of it');
    const size = bytes.readUInt16LE(start) + bytes.readUInt16LE(start + 2) * 2 ** 16;
    const flags = bytes.readUInt16LE(start + 4);
    const keyEnd = start + NODE_HEADER_BYTES + bytes.readUInt16LE(start + 6);
    const isBranch = bytes.readUInt16LE(18) === BRANCH;
    const isBig = (flags & BIG_VALUE) !== 0;
    const end = keyEnd + (isBranch ? 0 : isBig ? BIG_REFERENCE_BYTES : size);
    if (keyEnd > bytes.length || end > bytes.length) throw this.damaged(page, 'an entry reaches out of it');
    const key = bytes.subarray(start + NODE_HEADER_BYTES, keyEnd);
    return { key, value: bytes.subarray(keyEnd, end), size, flags, child: isBranch ? size + flags * 2 ** 32 : 0 };
  }

  private valueOf(page: number, { value, size, flags }: Node): Buffer {
    if ((flags & BIG_VALUE) === 0) return value;
    const first = Number(value.readBigUInt64LE(0));
    const count = Math.ceil((PAGE_HEADER_BYTES + size) / this.meta.pageBytes);
    if (Number(value.readBigUInt64LE(BIG_REFERENCE_BYTES - 8)) !== count)
      throw this.damaged(page, 'a big value is of another length than its pages');
    const bytes = this.read(first, count);
    if (bytes.readUInt16LE(18) !== OVERFLOW || bytes.readUInt32LE(20) !== count)
      throw this.damaged(first, 'it is no big value');
    return bytes.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + size);
  }

  private read(page: number, count: number): Buffer {
    const { pageBytes, lastPage } = this.meta;
    if (page <= 1 || page + count - 1 > lastPage) throw this.damaged(page, 'there is no such page');
    const start = page * pageBytes;
    if (start + count * pageBytes > this.fileBytes)
      throw this.damaged(page, `the file is cut off before its end, at byte ${this.fileBytes}`);
    const bytes = Buffer.allocUnsafe(count * pageBytes);
    for (let at = 0; at < bytes.length; ) {
      const got = readSync(this.fd, bytes, at, bytes.length - at, start + at);
      if (got === 0) throw this.damaged(page, 'the file ends within it');
      at += got;
    }
    if (Number(bytes.readBigUInt64LE(0)) !== page) throw this.damaged(page, 'it says that it is another page');
    this.onPage?.(page, count);
    return bytes;
  }

  private damaged(page: number, reason: string): DamagedPageError {
    return new DamagedPageError(page, this.meta.pageBytes, reason);
  }
}

/** Lower bound of a page's free space, in bytes behind the header: two for each node. */
const countOf = (page: Buffer): number => page.readUInt16LE(20) >>> 1;

const compareIntegers = (a: Uint8Array, b: Uint8Array): -1 | 0 | 1 => Buffer.compare(reversed(a), reversed(b));
const reversed = (bytes: Uint8Array): Buffer => Buffer.from(bytes).reverse();
