import type { AppendedAt } from '../protocol/answers.js';
import type { ExpectedRevision } from '../protocol/append-requests.js';
import type { EventContent, EventFrame } from '../protocol/event-frame.js';
import { type EventStorage, StorageFullError } from '../storage/event-storage.js';
import { AppendGroup } from './append-group.js';
import type { KnownIds } from './known-ids.js';
import type { StreamHeads } from './stream-heads.js';

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly at: AppendedAt }
  /** `current` -1: there is no stream. */
  | { readonly kind: 'wrong-expected-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  /** Nothing was written, but nobody may rely on it: the disk is full, or a test wanted it so. */
  | { readonly kind: 'failed' };

export interface AppendRequest {
  readonly kind: 'append' | 'delete' | 'tombstone';
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly EventContent[];
  /** Called once, when the outcome is on disk. */
  readonly settle: (outcome: AppendOutcome) => void;
}

/** An event that has become visible. */
export interface CommittedEvent {
  readonly streamName: string;
  readonly revision: number;
  readonly position: number;
  readonly frame: EventFrame;
}

/** A group's transaction is built in one go: more would keep the event loop from everything else. */
const GROUP_APPENDS_MAX = 1_000;
const GROUP_EVENTS_MAX = 5_000;
const GROUP_BYTES_MAX = 16 * 1024 * 1024;

interface AppendQueueOptions {
  readonly storage: EventStorage;
  readonly heads: StreamHeads;
  readonly knownIds: KnownIds;
  readonly onCommitted: (events: readonly CommittedEvent[]) => void;
  /** A write failed and nobody knows what is on disk: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * One group of appends at a time is decided, written and synced; what comes meanwhile makes up the next group. So
 * appends share syncs, decisions see whole commits, and nothing is visible before it is on disk.
 */
export class AppendQueue {
  private waiting: AppendRequest[] = [];
  private running = false;
  private nextPosition: number;

  constructor(private readonly options: AppendQueueOptions) {
    this.nextPosition = options.storage.nextPosition;
  }

  add(request: AppendRequest): void {
    this.waiting.push(request);
    if (this.running) return;
    this.running = true;
    // Not at once: what came in the same read from the network goes into the same group.
    setImmediate(() => void this.run());
  }

  /** Resolves when all that was added so far is settled. */
  async drain(): Promise<void> {
    while (this.running) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.length > 0) await this.writeGroup(this.takeGroup());
    } catch (error) {
      this.options.onFatal(error);
    } finally {
      this.running = false;
    }
  }

  private takeGroup(): AppendRequest[] {
    let events = 0;
    let bytes = 0;
    let count = 0;
    for (const request of this.waiting) {
      if (count >= GROUP_APPENDS_MAX || events >= GROUP_EVENTS_MAX || bytes >= GROUP_BYTES_MAX) break;
      events += request.events.length;
      for (const event of request.events) bytes += event.data.length + event.customMetadata.length;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async writeGroup(requests: readonly AppendRequest[]): Promise<void> {
    const { storage, heads, knownIds } = this.options;
    const group = new AppendGroup(storage, heads, knownIds, this.nextPosition);
    heads.holdEvictions();
    try {
      const settlements = requests.map((request) => ({ request, outcome: group.decide(request) }));
      if (group.writes.events.length > 0) await storage.commit(group.writes);
      this.nextPosition = group.nextPosition;
      group.makeVisible();
      for (const { request, outcome } of settlements) request.settle(outcome);
      if (group.committed.length > 0) this.options.onCommitted(group.committed);
    } catch (error) {
      heads.forgetAll();
      knownIds.clear();
      if (!(error instanceof StorageFullError)) throw error;
      for (const request of requests) request.settle({ kind: 'failed' });
    } finally {
      heads.resumeEvictions();
    }
  }
}
