import type { Personal, PersonalOwner } from '#kernel/personal.js';

/** Whose key seals: `customer:<id>`, `subscription:<id>`, or whose own address many orders take over. */
export type Subject = `customer:${string}` | `subscription:${string}` | PersonalOwner;

export interface Vault {
  /**
   * Makes the key when there is none.
   * @param owner whose key it is, where it is not the subject's: whoever reads what is the subject's reads it with that one.
   * @throws VaultUnavailableError; ErasedSubjectError when the key was destroyed.
   */
  seal(subject: Subject, text: string, owner?: PersonalOwner): Promise<Personal>;
  /** The text, or null when erased: with the subject's key also what was sealed for it under an owner's. @throws VaultUnavailableError */
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
