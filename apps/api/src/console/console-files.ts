import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** The project's folder, from wherever this file runs: compiled, or as its source in a test. */
function projectFolder(from = import.meta.dirname): string {
  const above = dirname(from);
  if (above === from) throw new Error('The console is looked for outside of the project');
  return existsSync(join(from, 'package.json')) ? from : projectFolder(above);
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Asset {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** The same, compressed when the console was built. */
  readonly brotli: Buffer;
  readonly gzip: Buffer;
}

export interface ConsoleFiles {
  /** By name, which has a hash of the content in it. All of them are some hundred kilobytes. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** The one page that all addresses of the console answer. */
  readonly page: string;
}

/** What was built of the console; undefined where nobody built it. */
export function consoleFiles(): ConsoleFiles | undefined {
  const folder = join(projectFolder(), 'dist/console');
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return undefined;
  return { assets: assetsIn(join(folder, 'assets')), page: readFileSync(page, 'utf8') };
}

function assetsIn(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined) continue;
    const read = (suffix: string) => readFileSync(join(folder, `${name}${suffix}`));
    assets.set(name, { mediaType, bytes: read(''), brotli: read('.br'), gzip: read('.gz') });
  }
  return assets;
}
