import type { Personal } from '#kernel/personal.js';

/** Whose key seals: `customer:<id>` or `subscription:<id>`. */
export type Subject = `customer:${string}` | `subscription:${string}`;

export interface Vault {
  /** Makes the subject's key when there is none. @throws VaultUnavailableError; ErasedSubjectError when its key was destroyed. */
  seal(subject: Subject, text: string): Promise<Personal>;
  /** The text, or null when erased. @throws VaultUnavailableError */
  open(subject: Subject, value: Personal): Promise<string | null>;
  /** Many at once, one round trip for keys not in memory; same order. */
  openAll(
    values: readonly { readonly subject: Subject; readonly value: Personal }[],
  ): Promise<readonly (string | null)[]>;
  /** HMAC-SHA-256 (hex) under a key of the vault that never changes, read once at start. */
  hmac(purpose: 'request' | 'claim' | 'webhook' | 'queue-board', text: string): string;
}

export const VAULT = Symbol('Vault');

export class VaultUnavailableError extends Error {}
export class ErasedSubjectError extends Error {}
