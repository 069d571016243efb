import { open } from 'node:fs/promises';

/** Codes of lmdb and the system that mean: nothing was written, and it may work again later. */
const FULL_CODES: ReadonlySet<unknown> = new Set([-30792, 28, 27, 122, 'ENOSPC', 'EFBIG', 'EDQUOT']);
/** lmdb says so of a disk that fails, and also of one on which only a part of its pages had room. */
const INPUT_OUTPUT_ERROR = 5;
/** More than the pages of a group's last, partial write. */
const PROBE_BYTES = 1024 * 1024;

/** Does the system say that there is no room? */
export const isFull = (error: unknown): boolean => FULL_CODES.has(codeOf(error));

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** What lmdb's commit really failed of: its error holds a promise that is rejected with it. */
export async function causeOf(error: unknown): Promise<unknown> {
  const cause = (error as { commitError?: Promise<unknown> } | null)?.commitError;
  if (cause === undefined) return error;
  return cause.then(
    () => error,
    (reason: unknown) => reason,
  );
}

/**
 * Did a commit fail only because there is no room? After an input/output error the file is tried: one that cannot grow is
 * full; where it can, something else is broken. Zeros behind lmdb's last page are overwritten by its next ones.
 */
export async function isDiskFull(error: unknown, file: string): Promise<boolean> {
  if (isFull(error)) return true;
  if (codeOf(error) !== INPUT_OUTPUT_ERROR) return false;
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, size);
    // A first write may fill up what is left, and be short.
    await handle.write(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, size + PROBE_BYTES);
    return false;
  } catch (probe) {
    return isFull(probe);
  } finally {
    await handle.close();
  }
}
