import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryAnchored } from '#event-store/system-events.js';
import { type Anchor, type AnchorFile, anchorOf } from './anchors.js';
import { isSignedBy, type SigningKey } from './signing-key.js';

/** An anchor's file is not one, or was altered. */
export class AnchorFileError extends Error {}

/** As its name on disk: an instant has colons, which not every file system takes. */
const nameOf = ({ anchoredAt }: Anchor): string => `anchor-${anchoredAt.replaceAll(':', '-')}.json`;

/** Where anchors are written to be kept elsewhere. */
export class AnchorFiles {
  constructor(
    readonly folder: string,
    private readonly key: () => SigningKey,
  ) {}

  pathOf(anchor: Anchor): string {
    return join(this.folder, nameOf(anchor));
  }

  /** Whole or not at all; the same anchor again changes nothing. @throws SigningKeyError, and the file system's errors. */
  write(storeId: string, event: HistoryAnchored): string {
    const anchor = anchorOf(event);
    const signed = { format: 'termbook-anchor/1', storeId, anchor } as const;
    const file: AnchorFile = { ...signed, signature: this.key().sign(signed) };
    const path = this.pathOf(anchor);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(`${path}.part`, `${JSON.stringify(file, null, 2)}\n`);
    renameSync(`${path}.part`, path);
    return path;
  }
}

/** @throws AnchorFileError */
export function readAnchorFile(path: string): AnchorFile {
  let file: AnchorFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as AnchorFile;
  } catch (error) {
    throw new AnchorFileError(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const fault = anchorFileFault(file);
  if (fault !== undefined) throw new AnchorFileError(`${path} ${fault}`);
  return file;
}

/** What is wrong with what claims to be an anchor's file; undefined: nothing. */
export function anchorFileFault(file: unknown): string | undefined {
  if (typeof file !== 'object' || file === null) return 'is no anchor';
  const { signature, ...signed } = file as Partial<AnchorFile>;
  if (signed.format !== 'termbook-anchor/1' || signed.anchor === undefined || signature === undefined)
    return 'is no anchor';
  return isSignedBy(signature, signed) ? undefined : 'is not what was signed';
}
