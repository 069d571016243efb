import type { AuditReader } from '#event-store/audit-reader.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { linksOf } from '#event-store/verify-chain.js';
import type { Walked } from '../history-tree.js';
import { leafHash, MerkleTree } from '../merkle-tree.js';
import type { SigningKey } from '../signing-key.js';
import type { AuditHead, AuditHeader, AuditLine, AuditManifest } from './audit-file.js';
import { AuditSelection } from './audit-request.js';

/** Events that are held in memory at once. */
const PAGE = 1_000;

export interface AuditSource {
  readonly reader: AuditReader;
  readonly key: SigningKey;
  /** The texts of what is personal, in the order of the events; absent: they stay sealed. */
  readonly open?: (events: readonly RecordedEvent[]) => Promise<readonly unknown[]>;
  readonly signal?: AbortSignal;
  /** Of the whole history that is read, not of what of it is taken. */
  readonly onProgress?: (walked: Walked) => void;
}

/**
 * The lines of an audit file, as they are read: memory grows with the number of streams in it, by some 200 bytes each,
 * and with nothing else. One reading of `$all`, up to where it ended when it was begun or a little later.
 * @throws AbortError, StoreUnavailableError, VaultUnavailableError
 */
export async function* auditLines(header: AuditHeader, source: AuditSource): AsyncIterable<string> {
  const file = new FileSoFar(header);
  yield file.line({ audit: header });
  for await (const events of chosenEvents(header, source)) {
    const opened = await source.open?.(events);
    for (const [index, event] of events.entries()) {
      file.count(event);
      const { position, ...rest } = event;
      const facts = opened === undefined ? {} : { opened: opened[index] };
      yield file.line({ event: { ...rest, position: position.toString(), ...facts } });
    }
  }
  for (const head of file.heads()) yield file.line({ head });
  const manifest = file.manifest();
  yield JSON.stringify({ manifest, signature: source.key.sign(manifest) } satisfies AuditLine);
}

async function* chosenEvents(header: AuditHeader, source: AuditSource): AsyncIterable<readonly RecordedEvent[]> {
  const { reader, signal, onProgress } = source;
  if (header.scope.kind === 'subscription') {
    yield* ofOneSubscription(header, reader);
    return;
  }
  const selection = new AuditSelection(header);
  let read = 0;
  for (let after: bigint | undefined; ; ) {
    signal?.throwIfAborted();
    const page = await reader.readAllRecorded(after, PAGE);
    yield page.events.filter((event) => selection.takes(event));
    read += page.events.length;
    onProgress?.({ events: read, position: page.position });
    after = page.position;
    if (page.end) return;
  }
}

/** Its streams are known by name: nobody waits for the rest of the history. */
async function* ofOneSubscription(header: AuditHeader, reader: AuditReader): AsyncIterable<readonly RecordedEvent[]> {
  const selection = new AuditSelection(header);
  const stream = header.scope.kind === 'subscription' ? `subscription-${header.scope.id}` : '';
  const [own, attempts] = await Promise.all([reader.readRecorded(stream), reader.readRecorded(`attempts-${stream}`)]);
  const inOrder = [...own, ...attempts].sort((one, other) => (one.position < other.position ? -1 : 1));
  yield inOrder.filter((event) => selection.takes(event));
}

interface HeadSoFar {
  events: number;
  readonly firstRevision: number;
  lastRevision: number;
  hash: string | null;
}

class FileSoFar {
  private readonly tree = new MerkleTree();
  private readonly streams = new Map<string, HeadSoFar>();
  private events = 0;
  private attempts = 0;
  private first: bigint | undefined;
  private last: bigint | undefined;

  constructor(private readonly header: AuditHeader) {}

  line(content: AuditLine): string {
    const text = JSON.stringify(content);
    this.tree.append(leafHash(text));
    return text;
  }

  count(event: RecordedEvent): void {
    const hash = linksOf(event)?.hash ?? null;
    this.events += 1;
    if (hash === null) this.attempts += 1;
    this.first ??= event.position;
    this.last = event.position;
    const head = this.streams.get(event.stream);
    if (head === undefined) {
      this.streams.set(event.stream, { events: 1, firstRevision: event.revision, lastRevision: event.revision, hash });
    } else Object.assign(head, { events: head.events + 1, lastRevision: event.revision, hash });
  }

  *heads(): Iterable<AuditHead> {
    for (const [stream, head] of this.streams) yield { stream, ...head };
  }

  manifest(): AuditManifest {
    const { first, last } = this;
    return {
      ...this.header,
      lines: this.tree.size,
      events: this.events,
      attempts: this.attempts,
      streams: this.streams.size,
      positions: first === undefined || last === undefined ? null : { from: String(first), to: String(last) },
      merkleRoot: this.tree.root(),
    };
  }
}
