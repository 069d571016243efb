import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder, from wherever this file runs: compiled, or as its source in a test. */
function projectFolder(from = import.meta.dirname): string {
  const above = dirname(from);
  if (above === from) throw new Error('The console is looked for outside of the project');
  return existsSync(join(from, 'package.json')) ? from : projectFolder(above);
}

export interface ConsoleFiles {
  /** Files whose names have a hash of their content in them. */
  readonly assets: string;
  /** The one page that all addresses of the console answer. */
  readonly page: string;
}

/** What was built of the console; undefined where nobody built it. */
export function consoleFiles(): ConsoleFiles | undefined {
  const folder = join(projectFolder(), 'dist/console');
  const page = join(folder, 'index.html');
  return existsSync(page) ? { assets: join(folder, 'assets'), page: readFileSync(page, 'utf8') } : undefined;
}
