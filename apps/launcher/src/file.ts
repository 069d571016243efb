import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Whole or not at all, also when the power goes: whoever reads it never sees a half. */
export function writeWhole(path: string, content: string, mode: number): void {
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w', mode);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
}
