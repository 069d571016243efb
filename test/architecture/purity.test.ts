import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');

const sources = (folder: string): string[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)));

/** Every line of those files that a pattern is in, as `file:line`. */
function linesWith(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(join(PROJECT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Tests, and what only they use. */
const isTest = (file: string) => /\.spec(-support)?\.ts$/.test(file);

const production = ['apps', 'libs'].flatMap(sources).filter((file) => !isTest(file));

describe('time and chance are arguments', () => {
  it.each(['kernel', 'domain', 'calendar', 'commands', 'projections', 'history'])('in libs/%s', (lib) => {
    const files = sources(`libs/${lib}`).filter((file) => !/\.spec(-support)?\.ts$/.test(file));
    expect(files).not.toEqual([]);
    expect(linesWith(/Date\.now\(\)|new Date\(\)|Math\.random\(\)|randomUUID\(\)/, files)).toEqual([]);
  });
});

describe('files', () => {
  it('are named after their role, in lower case with hyphens, and none is a catch-all', () => {
    const names = [...production, ...sources('test')];
    expect(names.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
    expect(names.filter((file) => /(^|[/.-])(utils?|common|helpers?|managers?|misc)([/.-]|$)/.test(file))).toEqual([]);
  });

  it('switch no check off', () =>
    expect(
      linesWith(
        new RegExp(['biome', 'eslint', 'ts'].map((tool) => `${tool}-(ignore|disable|nocheck|expect-error)`).join('|')),
        [...production, ...sources('test')],
      ),
    ).toEqual([]));
});
