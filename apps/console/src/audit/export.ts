import { openStream } from '../api/call.js';

/** The last line, as far as it is shown. */
export interface Manifest {
  readonly events: number;
  readonly streams: number;
  readonly attempts: number;
  readonly merkleRoot: string;
}

export interface Exported {
  readonly file: Blob;
  readonly name: string;
  readonly manifest: Manifest;
}

/** Kept in memory until then; what is older the browser may put on disk. */
const PART_BYTES = 4 * 1024 * 1024;
/** A manifest has the anchors of years in it. */
const LAST_LINE_BYTES_MAX = 1024 * 1024;

/** The file came to its end without the line that closes it: the connection broke, or the reading failed. */
export class CutFileError extends Error {
  constructor() {
    super('The file came without its last line, the signed manifest: it is cut. Nothing was saved.');
  }
}

/**
 * Takes the whole file in, of any size.
 * @param query of `GET /v1/ops/audit`. @param onBytes as they come.
 * @throws ProblemError, CutFileError, AbortError
 */
export async function exportAudit(
  query: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Exported> {
  const { body, name } = await openStream(`/ops/audit${query}`, 'application/x-ndjson', signal);
  let file = new Blob([]);
  let part: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let partBytes = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    part.push(value);
    bytes += value.length;
    partBytes += value.length;
    if (partBytes >= PART_BYTES) {
      file = new Blob([file, ...part]);
      part = [];
      partBytes = 0;
    }
    onBytes(bytes);
  }
  file = new Blob([file, ...part], { type: 'application/x-ndjson' });
  return { file, name: name ?? 'audit.ndjson', manifest: await manifestOf(file) };
}

/** @throws CutFileError */
async function manifestOf(file: Blob): Promise<Manifest> {
  const end = await file.slice(Math.max(0, file.size - LAST_LINE_BYTES_MAX)).text();
  const last = end.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { manifest } = JSON.parse(last) as { readonly manifest?: Manifest };
    if (manifest !== undefined) return manifest;
  } catch {
    // Half a line.
  }
  throw new CutFileError();
}
