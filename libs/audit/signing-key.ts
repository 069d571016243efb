import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { canonicalJson } from '#event-store/canonical-json.js';

/** A signature beside what it covers: the RFC 8785 JSON of the value that it stands next to. */
export interface Signature {
  readonly algorithm: 'Ed25519';
  /** SPKI, base64. It says which key signed; that the key is ours must be known from elsewhere. */
  readonly publicKey: string;
  /** Base64. */
  readonly value: string;
}

/** The key file can't be read or made, or is not one. */
export class SigningKeyError extends Error {}

/** What this installation signs exports and anchors with. Whoever has the file can sign: it is made readable to its owner alone. */
export class SigningKey {
  private constructor(private readonly key: KeyObject) {}

  /** Made where it is not there yet; two processes that make it at once have the same one. @throws SigningKeyError */
  static at(file: string): SigningKey {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, newKey(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!(isNativeError(error) && 'code' in error && error.code === 'EEXIST')) {
        throw new SigningKeyError(`The signing key ${file} can't be made: ${messageOf(error)}`);
      }
    }
    try {
      return new SigningKey(createPrivateKey(readFileSync(file)));
    } catch (error) {
      throw new SigningKeyError(`The signing key ${file} can't be read: ${messageOf(error)}`);
    }
  }

  get publicKey(): string {
    return writtenOf(createPublicKey(this.key));
  }

  sign(value: unknown): Signature {
    const bytes = Buffer.from(canonicalJson(value));
    return { algorithm: 'Ed25519', publicKey: this.publicKey, value: sign(null, bytes, this.key).toString('base64') };
  }
}

/** True: the value is what the key's owner signed. Anything that is no signature is none of his. */
export function isSignedBy({ publicKey, value }: Signature, signed: unknown): boolean {
  try {
    const key = createPublicKey({ key: bytesOf(publicKey), type: 'spki', format: 'der' });
    // Bytes behind the key would be read past, and the fingerprint be another one.
    if (writtenOf(key) !== publicKey) return false;
    return verify(null, Buffer.from(canonicalJson(signed)), key, bytesOf(value));
  } catch {
    return false;
  }
}

/** Of several texts that stand for the same bytes only the one that is written is taken. @throws RangeError */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new RangeError('This is no base64 as it is written');
  return bytes;
}

const writtenOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');

/** What a person compares: SHA-256 of the key, as OpenSSH prints it. */
export const fingerprintOf = (publicKey: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64').replace(/=+$/, '')}`;

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));
