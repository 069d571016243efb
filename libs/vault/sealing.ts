import { createCipheriv, createDecipheriv } from 'node:crypto';
import { takeRandom } from './random-pool.js';
import type { Subject } from './vault.js';

/** A subject's key. Its id is in every text sealed under it, so that a text of another key is known as such. */
export interface SubjectKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed for one subject opens for no other. */
const boundTo = (subject: Subject, keyId: string): Buffer => Buffer.from(`${VERSION}\n${keyId}\n${subject}`, 'utf8');

/** AES-256-GCM under a random nonce: the same text sealed twice is two texts. `v1.<key id>.<nonce, text, tag>`. */
export function sealText(subject: Subject, { id, key }: SubjectKey, text: string): string {
  const nonce = takeRandom(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(subject, id));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${id}.${sealed.toString('base64url')}`;
}

/** @returns null when the key is another one, or the text was altered or is another subject's. */
export function openText(subject: Subject, { id, key }: SubjectKey, sealedText: string): string | null {
  const [version, keyId, body] = sealedText.split('.');
  if (version !== VERSION || keyId !== id || body === undefined) return null;
  const sealed = Buffer.from(body, 'base64url');
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(subject, id));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
