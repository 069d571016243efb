import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { PersonalOwner } from '#kernel/personal.js';
import { takeRandom } from './random-pool.js';
import type { Subject } from './vault.js';

/** A subject's key. Its id is in every text sealed under it, so that a text of another key is known as such. */
export interface SubjectKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Under the subject's own key, and under an owner's, who is then named. */
const OWN = 'v1';
const OWNED = 'v2';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Sealed {
  /** Whose key it is. */
  readonly owner: PersonalOwner | undefined;
  readonly keyId: string;
  /** Nonce, text and tag. */
  readonly body: Buffer;
}

/** What was sealed for one subject opens for no other, whoever owns it. */
const boundTo = (subject: Subject, keyId: string, owner: PersonalOwner | undefined): Buffer =>
  Buffer.from(
    owner === undefined ? `${OWN}\n${keyId}\n${subject}` : `${OWNED}\n${keyId}\n${owner}\n${subject}`,
    'utf8',
  );

/**
 * AES-256-GCM under a random nonce: the same text sealed twice is two texts. `v1.<key id>.<nonce, text, tag>`, all but the
 * key's id in base64url; under an owner's key `v2.<owner>.<key id>.<nonce, text, tag>`. One key may seal 2^32 texts with
 * random nonces (NIST SP 800-38D, 8.3): of a reseller's orders, more than there will be.
 */
export function sealText(subject: Subject, { id, key }: SubjectKey, text: string, owner?: PersonalOwner): string {
  const nonce = takeRandom(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(subject, id, owner));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const body = sealed.toString('base64url');
  return owner === undefined
    ? `${OWN}.${id}.${body}`
    : `${OWNED}.${Buffer.from(owner, 'utf8').toString('base64url')}.${id}.${body}`;
}

/** @returns null when the key is another one, or the text was altered or is another subject's. */
export function openText(subject: Subject, { id, key }: SubjectKey, sealedText: string): string | null {
  const read = readSealed(sealedText);
  if (read === undefined || read.keyId !== id) return null;
  const { body: sealed, owner } = read;
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(subject, id, owner));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

/** Whose key opens it; undefined: the subject's own, or nobody's. */
export const ownerOf = (sealedText: string): PersonalOwner | undefined =>
  sealedText.startsWith(`${OWNED}.`) ? readSealed(sealedText)?.owner : undefined;

/** @returns undefined for what is no sealed text. */
function readSealed(text: string): Sealed | undefined {
  const [version, ...parts] = text.split('.');
  const [keyId, body, ...more] = version === OWNED ? parts.slice(1) : parts;
  if (keyId === undefined || body === undefined || more.length > 0) return undefined;
  const owner = version === OWNED ? ownerIn(parts[0] ?? '') : undefined;
  if (version === OWNED ? owner === undefined : version !== OWN) return undefined;
  return { owner, keyId, body: Buffer.from(body, 'base64url') };
}

function ownerIn(encoded: string): PersonalOwner | undefined {
  const owner = Buffer.from(encoded, 'base64url').toString('utf8');
  return isOwner(owner) ? owner : undefined;
}

const isOwner = (subject: string): subject is PersonalOwner => subject.startsWith('reseller:');
