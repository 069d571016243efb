import type { AnchorVerdict } from '../anchor-watch.js';
import type { Signature } from '../signing-key.js';
import type { AuditRequest } from './audit-request.js';

export const AUDIT_FORMAT = 'termbook-audit/1';

export type AnchorInFile = Pick<AnchorVerdict, 'anchoredAt' | 'position' | 'events' | 'root'>;

/** The first line: what was asked, of which store, by whom, when. */
export interface AuditHeader extends AuditRequest {
  readonly format: typeof AUDIT_FORMAT;
  readonly storeId: string;
  readonly exportedAt: string;
  readonly exportedBy: string;
  /** `opened`: beside the event's data, which stay sealed as they were hashed, the texts are in `opened`. */
  readonly personalData: 'sealed' | 'opened';
  /** Those of the history so far, oldest first: a file of everything is held against them. */
  readonly anchors: readonly AnchorInFile[];
}

/** An event as the store has it; hash and id are over exactly this, but for position and `opened`. */
export interface AuditEvent {
  readonly stream: string;
  readonly revision: number;
  /** Commit position in digits. */
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly opened?: unknown;
}

/** What of a stream is in the file; a line each, behind the events. */
export interface AuditHead {
  readonly stream: string;
  readonly events: number;
  readonly firstRevision: number;
  readonly lastRevision: number;
  /** Of its last event; null where it is no chain: refused attempts. */
  readonly hash: string | null;
}

/** The last line, signed: without it a file is cut. */
export interface AuditManifest extends AuditHeader {
  /** Lines before this one. */
  readonly lines: number;
  readonly events: number;
  readonly attempts: number;
  readonly streams: number;
  /** Commit positions of the first and the last event; null: there is none. */
  readonly positions: { readonly from: string; readonly to: string } | null;
  /** RFC 6962 tree (hex) over the bytes of all lines before, without their line ends. */
  readonly merkleRoot: string;
}

export type AuditLine =
  | { readonly audit: AuditHeader }
  | { readonly event: AuditEvent }
  | { readonly head: AuditHead }
  | { readonly manifest: AuditManifest; readonly signature: Signature };
