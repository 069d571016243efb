import { Inject, Injectable } from '@nestjs/common';
import { AnchorFiles } from '#audit/anchor-files.js';
import { ANCHORS_STREAM, newestAnchor, type StoredAnchor } from '#audit/anchors.js';
import { emptyHistory, grown, type HistoryTree, type Walked, walkHistory } from '#audit/history-tree.js';
import { MerkleTree } from '#audit/merkle-tree.js';
import { SigningKey } from '#audit/signing-key.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { StreamConflictError } from '#event-store/event-appender.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from '#event-store/system-stream-appender.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { SETTINGS, type Settings } from '#settings/settings.js';

/** What came of it. */
export interface Anchored {
  readonly stored: StoredAnchor;
  /** Where it is written to be kept elsewhere. */
  readonly file: string;
}

/** The store's history is shorter than it was anchored: cut, or restored from an older backup. */
export class HistoryCutError extends Error {}

interface Watch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (walked: Walked) => void;
}

/**
 * Writes down what the history is: a Merkle root over everything up to now, in stream `anchors` and in a signed file. Goes
 * on from the newest anchor, so that a daily one reads a day.
 */
@Injectable()
export class AnchorHistory {
  private readonly files: AnchorFiles;

  constructor(
    @Inject(AUDIT_READER) private readonly history: AuditReader,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SYSTEM_STREAM_READER) private readonly streams: SystemStreamReader,
    @Inject(SYSTEM_STREAM_APPENDER) private readonly appender: SystemStreamAppender,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) { anchorsDir, auditKeyFile }: Settings,
  ) {
    this.files = new AnchorFiles(anchorsDir, () => SigningKey.at(auditKeyFile));
  }

  /** The newest one, its file written again where it is missing; undefined: there is none yet. @throws StoreUnavailableError, SigningKeyError */
  async newest(): Promise<Anchored | undefined> {
    const stored = await newestAnchor(this.streams);
    return stored === undefined ? undefined : this.kept(stored);
  }

  /**
   * Where nothing happened since the newest anchor, that one is the answer; so it is where another process was first.
   * @param by whose key asked, or `worker`.
   * @throws HistoryCutError, StoreUnavailableError, SigningKeyError, AbortError
   */
  async anchor(by: string, watch: Watch = {}): Promise<Anchored> {
    const before = await newestAnchor(this.streams);
    const anchoredAt = this.clock.now();
    const { tree, streams, position } = await this.read(before, watch);
    if (before !== undefined && tree.size === before.event.events) return this.kept(before);
    const { root, frontier, size: events } = { root: tree.root(), frontier: tree.frontier, size: tree.size };
    const event = {
      type: 'HistoryAnchored',
      anchoredAt,
      anchoredBy: by,
      position: String(position ?? 0n),
      events,
      streams,
      root,
      frontier,
    } as const;
    try {
      const stored = await this.appender.append(ANCHORS_STREAM, before?.revision ?? 'no-stream', event);
      return await this.kept({ ...stored, event });
    } catch (error) {
      const theirs = error instanceof StreamConflictError ? await newestAnchor(this.streams) : undefined;
      if (theirs === undefined) throw error;
      return this.kept(theirs);
    }
  }

  private async read(before: StoredAnchor | undefined, { signal, onProgress }: Watch): Promise<HistoryTree> {
    let history = treeOf(before);
    if (history.position !== undefined && (await this.reader.idAt(history.position)) === undefined) {
      throw new HistoryCutError(`No event is at position ${history.position}, up to which the history was anchored`);
    }
    // What is written meanwhile is for the next one: no stream of commands keeps this one from its end.
    const until = await this.reader.head();
    for await (const events of walkHistory(this.history, history.position, until, signal)) {
      history = grown(history, events);
      onProgress?.({ events: history.tree.size, position: history.position });
    }
    return history;
  }

  private async kept(stored: StoredAnchor): Promise<Anchored> {
    return { stored, file: this.files.write(await this.reader.storeId(), stored.event) };
  }
}

function treeOf(anchor: StoredAnchor | undefined): HistoryTree {
  if (anchor === undefined) return emptyHistory();
  const { events, frontier, streams, position } = anchor.event;
  return { tree: MerkleTree.of(events, frontier), streams, position: events === 0 ? undefined : BigInt(position) };
}
