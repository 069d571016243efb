import { randomFillSync } from 'node:crypto';

/** Some hundred nonces at one go: each call costs as much as thousands of bytes of it. */
const POOL_BYTES = 4_096;

let pool = Buffer.alloc(0);

/** Bytes of the system's generator that nobody else gets, a copy of their own. @param length at most `POOL_BYTES`. */
export function takeRandom(length: number): Buffer {
  if (pool.length < length) pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
  const taken = Buffer.from(pool.subarray(0, length));
  // Nobody finds in memory what a key was made of.
  pool.fill(0, 0, length);
  pool = pool.subarray(length);
  return taken;
}
