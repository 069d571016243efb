import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPLANATIONS } from './explanations.js';
import { PROBLEM_KINDS } from './problem-kinds.js';
import { problemPage } from './problem-page.js';

const API = join(import.meta.dirname, '..');
const CODES = [...PROBLEM_KINDS.keys()];

/** Codes as they stand in the sources of the api: no table of kinds may be forgotten here. */
function codesInSources(): readonly string[] {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.spec)\.ts$/.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(join(API, file), 'utf8');
    return [...source.matchAll(/(?:\bcode: |unavailable\()'([a-z-]+)'/g)].map(([, code = '']) => code);
  });
}

describe('every code of a problem', () => {
  it('is known here, wherever it is in the sources', () => {
    const found = codesInSources();
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((code) => !PROBLEM_KINDS.has(code))).toEqual([]);
  });

  it('is explained, and nothing else is', () => {
    expect(Object.keys(EXPLANATIONS).sort()).toEqual([...CODES].sort());
  });

  it.each(CODES)('has a page that says what to do: %s', (code) => {
    const kind = PROBLEM_KINDS.get(code);
    const explanation = Object.entries(EXPLANATIONS).find(([one]) => one === code)?.[1];
    if (kind === undefined || explanation === undefined) throw new Error(code);
    const page = problemPage(kind, explanation);
    expect(page).toContain(`<code>${code}</code>, HTTP ${kind.status}`);
    expect(page).toContain('<h2>What to do</h2>');
    expect(page).not.toMatch(/`|undefined/);
  });
});
