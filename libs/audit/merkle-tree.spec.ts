import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafHash, MerkleTree } from './merkle-tree.js';

/** The definition of RFC 6962, section 2.1, word by word. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return createHash('sha256').update(Buffer.of(0)).update(only).digest();
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(rootOf(leaves.slice(0, split)))
    .update(rootOf(leaves.slice(split)))
    .digest();
}

const treeOf = (leaves: readonly Buffer[]): MerkleTree => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  return tree;
};

const leaves = fc.array(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 70 },
);

describe('a Merkle tree that grows', () => {
  it('has the root that RFC 6962 defines, for any leaves', () => {
    fc.assert(fc.property(leaves, (each) => expect(treeOf(each).root()).toBe(rootOf(each).toString('hex'))));
  });

  it('goes on from what was written down of it', () => {
    fc.assert(
      fc.property(leaves, leaves, (before, behind) => {
        const written = treeOf(before);
        const tree = MerkleTree.of(written.size, written.frontier);
        for (const leaf of behind) tree.append(leafHash(leaf));
        expect([tree.size, tree.root()]).toEqual([
          before.length + behind.length,
          rootOf([...before, ...behind]).toString('hex'),
        ]);
      }),
    );
  });

  it('is of no size that its subtrees do not add up to', () => {
    const { frontier } = treeOf([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')]);
    expect(() => MerkleTree.of(4, frontier)).toThrow(new RangeError('No tree of 4 has 2 subtrees'));
    expect(MerkleTree.of(3, frontier).root()).toBe(treeOf(['a', 'b', 'c'].map((each) => Buffer.from(each))).root());
  });
});
