/** The text is no position at all. */
export class MalformedPositionError extends Error {
  constructor(readonly text: string) {
    super('This is not a position');
  }
}

/** A position, but of another store than this one. */
export class ForeignPositionError extends Error {
  constructor(readonly storeId: string) {
    super(`This position is of another store, ${storeId}`);
  }
}

const UUID_CHARACTERS = 36;
/** The store counts in signed 64 bits. */
const COMMIT_MAX = 2n ** 63n - 1n;

/** Opaque to callers. Order and compare by `commit` only. */
export const formatPosition = (storeId: string, commit: bigint): string =>
  Buffer.from(`${storeId}:${commit}`, 'utf8').toString('base64url');

/**
 * @returns the commit position. Whether an event is there only the store knows (`idAt`).
 * @throws MalformedPositionError
 * @throws ForeignPositionError
 */
export function parsePosition(storeId: string, text: string): bigint {
  const plain = /^[A-Za-z0-9_-]{1,100}$/.test(text) ? Buffer.from(text, 'base64url').toString('utf8') : '';
  const match = /^([0-9a-f-]{36}):(0|[1-9]\d{0,18})$/.exec(plain);
  const commit = BigInt(match?.[2] ?? -1);
  if (match === null || commit > COMMIT_MAX || formatPosition(plain.slice(0, UUID_CHARACTERS), commit) !== text) {
    throw new MalformedPositionError(text);
  }
  const foundStoreId = plain.slice(0, UUID_CHARACTERS);
  if (foundStoreId !== storeId) throw new ForeignPositionError(foundStoreId);
  return commit;
}
