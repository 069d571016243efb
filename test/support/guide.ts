import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');
const OPS = resolve(PROJECT, 'dist/apps/ops/src/main.js');

/** What a guide says to do: the commands of one fenced `sh` block, and the `text` block behind it, which it must print. */
export interface GuideTask {
  /** It stands under. */
  readonly heading: string;
  readonly commands: string;
  /** Line by line, in order, others may be between; `…` stands for anything. */
  readonly prints: readonly string[];
}

/** Every task of a guide, in order. @param path from the project's root. */
export function tasksOf(path: string): readonly GuideTask[] {
  const tasks: GuideTask[] = [];
  let heading = '';
  const markdown = readFileSync(resolve(PROJECT, path), 'utf8');
  for (const [, title, language, body = ''] of markdown.matchAll(/^#+ (.*)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    heading = title ?? heading;
    const last = tasks.at(-1);
    if (language === 'sh') tasks.push({ heading, commands: body, prints: [] });
    if (language === 'text' && last !== undefined) tasks[tasks.length - 1] = { ...last, prints: linesOf(body) };
  }
  return tasks;
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

export interface GuideOutcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a task's commands as a shell would; `npm run ops --` without the seconds that npm takes. */
export async function runTask({ commands }: GuideTask, environment: NodeJS.ProcessEnv): Promise<GuideOutcome> {
  const script = commands.replaceAll('npm run ops --', `"${process.execPath}" "${OPS}"`);
  const shell = spawn('sh', ['-ec', script], { cwd: PROJECT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((ended) => shell.once('close', ended));
  return { code, output };
}

/** The lines of a task that its output lacks, from the first one that is not there. */
export function missingIn({ prints }: GuideTask, { output }: GuideOutcome): readonly string[] {
  const printed = output.split('\n');
  let from = 0;
  for (const [index, wanted] of prints.entries()) {
    const pattern = new RegExp(`^${wanted.trim().split('…').map(literally).join('.*')}$`);
    const found = printed.findIndex((line, place) => place >= from && pattern.test(line.trim()));
    if (found < 0) return prints.slice(index);
    from = found + 1;
  }
  return [];
}

/** As many blanks as the columns need. */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, ' +');
