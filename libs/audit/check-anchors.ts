import type { AuditReader } from '#event-store/audit-reader.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { contentFault } from '#event-store/verify-chain.js';
import { type AnchorToCheck, type AnchorVerdict, AnchorWatch } from './anchor-watch.js';
import { leafOf, type Walked, walkHistory } from './history-tree.js';
import { MerkleTree } from './merkle-tree.js';

/** Faults that are named one by one; more are only counted. */
export const FAULTS_NAMED_MAX = 100;

export interface EventFault {
  readonly stream: string;
  readonly revision: number;
  readonly problem: string;
}

export interface AnchorCheck {
  readonly intact: boolean;
  readonly events: number;
  readonly streams: number;
  /** Commit position in digits; null: the history is empty. */
  readonly position: string | null;
  readonly root: string;
  readonly faults: number;
  /** The first ones. */
  readonly faultsNamed: readonly EventFault[];
  readonly anchors: readonly AnchorVerdict[];
}

interface Watch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (walked: Walked) => void;
}

/**
 * Makes the tree anew from the whole history and holds it against anchors; looks on the way whether each event is what
 * its own hash was made of, which the tree alone does not say. @throws AbortError, StoreUnavailableError
 */
export async function checkAnchors(
  reader: AuditReader,
  anchors: readonly AnchorToCheck[],
  { signal, onProgress }: Watch = {},
): Promise<AnchorCheck> {
  const check = new RunningCheck(anchors);
  for await (const events of walkHistory(reader, undefined, undefined, signal)) {
    for (const event of events) check.add(event);
    onProgress?.(check.walked);
  }
  return check.finish();
}

class RunningCheck {
  private readonly tree = new MerkleTree();
  private readonly watch: AnchorWatch;
  private streams = 0;
  private position: bigint | undefined;
  private faults = 0;
  private readonly named: EventFault[] = [];

  constructor(anchors: readonly AnchorToCheck[]) {
    this.watch = new AnchorWatch(anchors);
    this.watch.look(this.tree, undefined);
  }

  get walked(): Walked {
    return { events: this.tree.size, position: this.position };
  }

  add(event: RecordedEvent): void {
    const problem = contentFault(event);
    if (problem !== undefined) this.note({ stream: event.stream, revision: event.revision, problem });
    this.tree.append(leafOf(event));
    if (event.revision === 0) this.streams += 1;
    this.position = event.position;
    this.watch.look(this.tree, event.position);
  }

  finish(): AnchorCheck {
    const anchors = this.watch.finish(this.tree);
    return {
      intact: this.faults === 0 && anchors.every(({ problem }) => problem === null),
      events: this.tree.size,
      streams: this.streams,
      position: this.position?.toString() ?? null,
      root: this.tree.root(),
      faults: this.faults,
      faultsNamed: this.named,
      anchors,
    };
  }

  private note(fault: EventFault): void {
    this.faults += 1;
    if (this.named.length < FAULTS_NAMED_MAX) this.named.push(fault);
  }
}
