import type { Subject } from './vault.js';

/** Apart from the vault's own door: few may destroy, many may read. */
export interface SubjectEraser {
  /** Destroys the subject's key for ever; all that was sealed under it is erased, everywhere. @throws VaultUnavailableError */
  destroy(subject: Subject): Promise<void>;
  /** Another process destroyed it: what this one remembers of the key is dropped. */
  forget(subject: Subject): void;
}

export const SUBJECT_ERASER = Symbol('SubjectEraser');
