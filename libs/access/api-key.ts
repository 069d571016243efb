import { createHash, randomBytes } from 'node:crypto';
import type { Role } from './key-record.js';

/** 256 bits: nobody guesses it, so a plain hash of it is enough. */
const KEY_BYTES = 32;

/** A new key. The role is in front for people who look at one; nothing reads it there. */
export const makeKey = (role: Role): string => `${role}_${randomBytes(KEY_BYTES).toString('base64url')}`;

/** SHA-256 of the key's UTF-8 text, hex: what is kept of it. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');
