import { isDeepStrictEqual } from 'node:util';
import { isOfTheDomain } from '#event-store/codec/system-codec.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { contentFault, linkFault, linksOf } from '#event-store/verify-chain.js';
import { AnchorWatch } from '../anchor-watch.js';
import { leafOf } from '../history-tree.js';
import { leafHash, MerkleTree } from '../merkle-tree.js';
import { fingerprintOf, isSignedBy, type Signature } from '../signing-key.js';
import {
  type AnchorInFile,
  AUDIT_FORMAT,
  type AuditEvent,
  type AuditHead,
  type AuditHeader,
  type AuditManifest,
} from './audit-file.js';

/** Problems that are named one by one; more are only counted. */
const NAMED_MAX = 100;

export interface AuditProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly problem: string;
}

export interface AuditReport {
  readonly intact: boolean;
  readonly lines: number;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 of the key that signed: to be compared with what is known of ours from elsewhere; null: nobody did. */
  readonly signedBy: string | null;
  readonly anchorsHeld: number;
  readonly problems: number;
  /** The first ones. */
  readonly problemsNamed: readonly AuditProblem[];
  readonly manifest: AuditManifest | null;
}

/**
 * Reads an audit file, without anything else of Termbook, and says whether it is whole and unaltered: each event by its
 * hash, each stream by its chain, all lines by the tree, the counts and the signature of the manifest.
 * @param anchors kept elsewhere; a file of everything is held against them and its own.
 */
export async function verifyAudit(
  lines: AsyncIterable<string>,
  anchors: readonly AnchorInFile[] = [],
): Promise<AuditReport> {
  const reading = new Reading(anchors);
  for await (const text of lines) reading.take(text);
  return reading.finish();
}

interface Seen {
  head: AuditHead;
  told: boolean;
}

class Reading {
  private readonly tree = new MerkleTree();
  private readonly history = new MerkleTree();
  /** Undefined: the file is not of everything, and no anchor says what it must be. */
  private watch: AnchorWatch | undefined;
  private readonly streams = new Map<string, Seen>();
  private readonly named: AuditProblem[] = [];
  private problems = 0;
  private line = 0;
  private events = 0;
  private attempts = 0;
  private position = -1n;
  private header: AuditHeader | undefined;
  private manifest: AuditManifest | undefined;
  private signature: Signature | undefined;

  constructor(private readonly anchors: readonly AnchorInFile[]) {}

  take(text: string): void {
    this.line += 1;
    if (this.manifest !== undefined) {
      this.note('stands behind the manifest');
      return;
    }
    const content = parsed(text);
    if (content === undefined) {
      this.tree.append(leafHash(text));
      this.note('is no line of an audit file');
      return;
    }
    if (isObject(content.manifest)) {
      this.manifest = content.manifest as unknown as AuditManifest;
      this.signature = isObject(content.signature) ? (content.signature as unknown as Signature) : undefined;
      if (!isWrittenAsSigned(text, content)) this.note('is not written as an export writes it');
      return;
    }
    this.tree.append(leafHash(text));
    try {
      this.takeContent(content);
    } catch {
      this.note('is no line of an audit file');
    }
  }

  finish(): AuditReport {
    const { manifest, signature } = this;
    if (manifest === undefined) this.note('is the last one, and no manifest: the file is cut');
    else this.judge(manifest);
    const signed = manifest !== undefined && signature !== undefined && isSignedBy(signature, manifest);
    if (manifest !== undefined && !signed) this.note('has a signature that is not over this manifest');
    const anchors = this.watch?.finish(this.history) ?? [];
    for (const { anchoredAt, problem } of anchors)
      if (problem !== null) this.note(`the anchor of ${anchoredAt} ${problem}`);
    return {
      intact: this.problems === 0,
      lines: this.line,
      events: this.events,
      streams: this.streams.size,
      signedBy: signed && signature !== undefined ? fingerprintOf(signature.publicKey) : null,
      anchorsHeld: anchors.filter(({ problem }) => problem === null).length,
      problems: this.problems,
      problemsNamed: this.named,
      manifest: manifest ?? null,
    };
  }

  private takeContent(content: Readonly<Record<string, unknown>>): void {
    if (this.line === 1) {
      this.takeHeader(content.audit as AuditHeader | undefined);
    } else if ('event' in content) this.takeEvent(content.event as AuditEvent);
    else if ('head' in content) this.takeHead(content.head as AuditHead);
    else this.note('is no line of an audit file');
  }

  private takeHeader(header: AuditHeader | undefined): void {
    if (header?.format !== AUDIT_FORMAT) {
      this.note(`is not the first line of a file in ${AUDIT_FORMAT}`);
      return;
    }
    this.header = header;
    const { scope, from, to, anchors } = header;
    if (scope.kind !== 'everything' || from !== null || to !== null) return;
    const own = anchors.map((anchor) => ({ ...anchor, source: 'history' as const }));
    const given = this.anchors.map((anchor) => ({ ...anchor, source: 'given' as const }));
    this.watch = new AnchorWatch([...own, ...given]);
    this.watch.look(this.history, undefined);
  }

  private takeEvent({ opened: _, position, ...rest }: AuditEvent): void {
    if (!/^\d{1,20}$/.test(position)) {
      this.note('has no position');
      return;
    }
    const event: RecordedEvent = { ...rest, position: BigInt(position) };
    this.events += 1;
    if (event.position <= this.position) this.note('is not behind the event before');
    this.position = event.position;
    const hash = linksOf(event)?.hash ?? null;
    if (hash === null) this.attempts += 1;
    const fault = hash === null && !isOfTheDomain(event) ? this.orderFault(event) : this.chainFault(event);
    if (fault !== undefined) this.note(`${event.stream}, revision ${event.revision}: ${fault}`);
    this.remember(event, hash);
  }

  private orderFault({ stream, revision }: RecordedEvent): string | undefined {
    const before = this.streams.get(stream)?.head.lastRevision;
    return before === undefined || revision === before + 1 ? undefined : `follows revision ${before}`;
  }

  private chainFault(event: RecordedEvent): string | undefined {
    const before = this.streams.get(event.stream)?.head;
    if (before !== undefined) return this.orderFault(event) ?? linkFault(event, before.hash);
    if (event.revision === 0) return linkFault(event, null);
    // A claim belongs to a customer from an event on; a time range begins anywhere.
    const mayBeginLater = this.header?.from !== null || event.stream.startsWith('customer-claim-');
    return mayBeginLater ? contentFault(event) : 'is the first of its stream, and those before it are missing';
  }

  private remember(event: RecordedEvent, hash: string | null): void {
    const { stream, revision } = event;
    const before = this.streams.get(stream)?.head;
    const head = {
      stream,
      events: (before?.events ?? 0) + 1,
      firstRevision: before?.firstRevision ?? revision,
      lastRevision: revision,
      hash,
    };
    this.streams.set(stream, { head, told: false });
    if (!isOfTheDomain(event)) return;
    this.history.append(leafOf(event));
    this.watch?.look(this.history, event.position);
  }

  private takeHead(head: AuditHead): void {
    const seen = this.streams.get(head.stream);
    if (seen === undefined) {
      this.note(`tells of ${head.stream}, of which no event is here`);
      return;
    }
    if (seen.told) {
      this.note(`tells of ${head.stream} a second time`);
      return;
    }
    seen.told = true;
    if (!isDeepStrictEqual(seen.head, head)) this.note(`tells of ${head.stream} what its events are not`);
  }

  private judge(manifest: AuditManifest): void {
    const { lines, events, attempts, streams, merkleRoot } = manifest;
    if (lines !== this.tree.size) this.note(`tells of ${lines} lines before it, and there are ${this.tree.size}`);
    if (merkleRoot !== this.tree.root()) this.note('has another root than the lines before it');
    if (events !== this.events || attempts !== this.attempts)
      this.note(`tells of ${events} events, ${attempts} of them attempts`);
    const told = [...this.streams.values()].filter((seen) => seen.told).length;
    if (streams !== this.streams.size || told !== streams)
      this.note(`tells of ${streams} streams, and ${told} have their head here`);
    const headers = Object.keys(this.header ?? {}) as (keyof AuditHeader)[];
    const same = headers.every((name) => isDeepStrictEqual(this.header?.[name], manifest[name]));
    if (!same) this.note('is of another request than the first line');
  }

  private note(problem: string): void {
    this.problems += 1;
    if (this.named.length < NAMED_MAX) this.named.push({ line: this.line, problem });
  }
}

/** What stands beside the signed manifest is under no signature: it must be what an export writes, to the character. */
function isWrittenAsSigned(text: string, { manifest, signature }: Readonly<Record<string, unknown>>): boolean {
  if (!isObject(signature)) return false;
  const { algorithm, publicKey, value } = signature as Partial<Signature>;
  return algorithm === 'Ed25519' && text === JSON.stringify({ manifest, signature: { algorithm, publicKey, value } });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
