import { createHash, randomUUID } from 'node:crypto';
import { type Append, type EventAppender, StreamConflictError } from '#event-store/event-appender.js';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Personal } from '#kernel/personal.js';
import type { Vault } from '#vault/vault.js';

/** Both doors in memory, as strict about expected revisions as the store: for tests of ordering and retrying only. */
export class MemoryHistory implements EventReader, EventAppender {
  readonly all: StoredEvent[] = [];
  reads = 0;
  appends = 0;
  /** Called before an append is judged: another process may get in first, or the store be away. */
  beforeAppend: (append: Append) => void | Promise<void> = () => undefined;

  async readStream(stream: string, from = 0, max = Number.POSITIVE_INFINITY): Promise<readonly StoredEvent[]> {
    this.reads += 1;
    return this.of(stream)
      .filter(({ revision }) => revision >= from)
      .slice(0, max);
  }

  async readLast(stream: string): Promise<StoredEvent | undefined> {
    return this.of(stream).at(-1);
  }

  async readAll(after: bigint | undefined, max: number): Promise<{ items: readonly AllItem[]; end: boolean }> {
    const behind = this.all.filter(({ position }) => after === undefined || position > after);
    return { items: behind.slice(0, max).map((event) => ({ kind: 'event', event })), end: behind.length < max };
  }

  async idAt(position: bigint): Promise<string | undefined> {
    return this.all.find((event) => event.position === position)?.id;
  }

  async head(): Promise<bigint | undefined> {
    return this.all.at(-1)?.position;
  }

  /** Silent, as a real one may be: what it should have brought is found by looking at the head. */
  async *subscribeToAll(
    _after: bigint | undefined | 'end',
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncIterable<AllItem> {
    await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve()));
  }

  async storeId(): Promise<string> {
    return '00000000-0000-4000-8000-000000000000';
  }

  async append(append: Append): Promise<readonly StoredEvent[]> {
    this.appends += 1;
    if (append.events.length === 0) throw new Error('Zero events');
    await this.beforeAppend(append);
    return this.write(append);
  }

  write({ stream, expected, events, metadata, payload }: Append): readonly StoredEvent[] {
    const last = this.of(stream).at(-1);
    if ((last?.revision ?? 'no-stream') !== expected) throw new StreamConflictError(stream);
    const stored = events.map(({ event, effectiveAt }, index): StoredEvent => {
      const first = index === 0 && payload !== undefined ? { payload } : {};
      const hash = `hash-${this.all.length + index}`;
      return {
        stream,
        revision: (last?.revision ?? -1) + 1 + index,
        position: BigInt(this.all.length + index + 1),
        id: randomUUID(),
        event,
        metadata: { ...metadata, ...first, effectiveAt, hash, previousHash: last?.metadata.hash ?? null },
      };
    });
    this.all.push(...stored);
    return stored;
  }

  of(stream: string): StoredEvent[] {
    return this.all.filter((event) => event.stream === stream);
  }
}

/** Seals so that a test can see it: never the same bytes twice for one text. */
export class TransparentVault implements Vault {
  seals = 0;

  async seal(subject: string, text: string, owner?: string): Promise<Personal> {
    this.seals += 1;
    return { sealed: JSON.stringify({ subject, text, owner, nonce: this.seals }) };
  }

  async open(_subject: string, value: Personal): Promise<string | null> {
    if ('erased' in value) return null;
    if ('plain' in value) return value.plain;
    const { text }: { text: string } = JSON.parse(value.sealed);
    return text;
  }

  async openAll(values: readonly { subject: string; value: Personal }[]): Promise<readonly (string | null)[]> {
    return Promise.all(values.map(({ subject, value }) => this.open(subject, value)));
  }

  hmac(purpose: string, text: string): string {
    return createHash('sha256').update(`${purpose} ${text}`).digest('hex');
  }
}
