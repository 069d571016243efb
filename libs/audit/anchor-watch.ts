import type { Anchor } from './anchors.js';
import type { MerkleTree } from './merkle-tree.js';

export interface AnchorVerdict {
  readonly anchoredAt: string;
  /** Commit position in digits. */
  readonly position: string;
  readonly events: number;
  readonly root: string;
  /** `history`: an event of stream `anchors`. `given`: kept elsewhere, and handed in. */
  readonly source: 'history' | 'given';
  /** null: the history is what it was then. */
  readonly problem: string | null;
}

export type AnchorToCheck = Pick<Anchor, 'position' | 'events' | 'root'> & Pick<AnchorVerdict, 'source' | 'anchoredAt'>;

/** Holds a growing tree against anchors, each at the moment at which the tree is as large as it was. */
export class AnchorWatch {
  readonly verdicts: AnchorVerdict[] = [];
  private readonly ahead: AnchorToCheck[];

  constructor(anchors: readonly AnchorToCheck[]) {
    this.ahead = [...anchors].sort((one, other) => one.events - other.events);
  }

  /** To be called for every size. @param position of the newest leaf. */
  look(tree: MerkleTree, position: bigint | undefined): void {
    for (let [next] = this.ahead; next?.events === tree.size; [next] = this.ahead) {
      this.ahead.shift();
      this.judge(next, problemOf(next, tree, position));
    }
  }

  finish(tree: MerkleTree): readonly AnchorVerdict[] {
    for (const anchor of this.ahead.splice(0)) {
      this.judge(anchor, `had ${anchor.events} events, and the history has ${tree.size}: its end is cut off`);
    }
    return this.verdicts;
  }

  private judge({ anchoredAt, position, events, root, source }: AnchorToCheck, problem: string | null): void {
    this.verdicts.push({ anchoredAt, position, events, root, source, problem });
  }
}

function problemOf({ root, position }: AnchorToCheck, tree: MerkleTree, at: bigint | undefined): string | null {
  if (root !== tree.root()) return 'has another root: an event up to it was altered, taken out or put in';
  const here = at?.toString();
  return here === undefined || here === position
    ? null
    : `ended at position ${position}, and the history does at ${here}`;
}
