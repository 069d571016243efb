import { CanonicalWriter } from './canonical-writer.js';

const writer = new CanonicalWriter();

/**
 * RFC 8785: one JSON for one value, whoever writes it. Ours and not the `canonicalize` package's, which a test holds it
 * to: each command needs it five times, and the package took a tenth of all its time.
 * @throws Error for what JSON can't say (undefined, NaN, half a surrogate pair).
 */
export function canonicalJson(value: unknown): string {
  writer.begin();
  writer.value(value);
  return writer.text();
}
