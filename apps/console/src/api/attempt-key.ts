const BYTES = 16;

/** An Idempotency-Key. `randomUUID` is not there on a plain-http address other than this machine's. */
export function newAttemptKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
