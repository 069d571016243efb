import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TermbookUnderTest } from '../support/start-termbook.js';

const ROOT = resolve(import.meta.dirname, '../..');
const OPS = resolve(ROOT, 'dist/apps/ops/src/main.js');
const COMMAND = /^ {4}npm run ops -- (.+)$/;
const ANSWER_MS_MAX = 30_000;

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The commands of a task of the operations guide, in order, as they stand there. */
export function commandsOf(task: string): readonly string[] {
  const [, section = ''] = readFileSync(resolve(ROOT, 'docs/operations.md'), 'utf8').split(`\n## ${task}\n`);
  const [own = ''] = section.split('\n## ');
  return own.split('\n').flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
}

/** Runs one of them as it is typed. @param named what stands in it for what a person would fill in. */
export function typed(
  termbook: TermbookUnderTest,
  command: string,
  named: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const args = words.map((word) => named[word] ?? word);
  const asking = ['--url', termbook.url, '--key', termbook.keys.operations];
  return new Promise((done) => {
    execFile(
      process.execPath,
      [OPS, ...args, ...asking],
      { env: { PATH: process.env.PATH }, timeout: ANSWER_MS_MAX },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
    );
  });
}
