import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Hash of a leaf: a leaf can never be taken for a node (RFC 6962, section 2.1). */
export const leafHash = (content: Buffer | string): Buffer => sha256(LEAF, content);
const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(NODE, left, right);

/** As many subtrees are full as the size has binary ones. */
const onesIn = (size: number): number => [...size.toString(2)].filter((digit) => digit === '1').length;

/**
 * A Merkle tree as in RFC 6962 that only grows, kept as the roots of its full subtrees: as many as the size has binary
 * ones, so that its memory is the logarithm of its size, and it goes on from what was written down of it.
 */
export class MerkleTree {
  private leaves = 0;
  /** Largest first. */
  private readonly subtrees: Buffer[] = [];

  /** @throws RangeError when there can't be such a tree. */
  static of(size: number, frontier: readonly string[]): MerkleTree {
    if (onesIn(size) !== frontier.length) throw new RangeError(`No tree of ${size} has ${frontier.length} subtrees`);
    const tree = new MerkleTree();
    tree.leaves = size;
    tree.subtrees.push(...frontier.map((hash) => Buffer.from(hash, 'hex')));
    return tree;
  }

  get size(): number {
    return this.leaves;
  }

  /** Roots (hex) of the full subtrees, largest first. */
  get frontier(): readonly string[] {
    return this.subtrees.map((hash) => hash.toString('hex'));
  }

  append(leaf: Buffer): void {
    let hash = leaf;
    // A binary one at the end of the size is a full subtree as large as the one that is being added.
    for (let rest = this.leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.subtrees.pop();
      if (left !== undefined) hash = nodeHash(left, hash);
    }
    this.subtrees.push(hash);
    this.leaves += 1;
  }

  /** SHA-256 (hex); of no leaf: the hash of nothing. */
  root(): string {
    const hash = this.subtrees.reduceRight<Buffer | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    );
    return (hash ?? sha256()).toString('hex');
  }
}
