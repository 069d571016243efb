import type { ProblemKind } from '../http/problem.js';
import type { Explanation } from './explanations.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
/** What is between backticks is code. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const pageOf = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>\n` +
  `<body>\n<h1>${escaped(title)}</h1>\n${body}\n</body></html>\n`;

export function problemPage({ code, status, title }: ProblemKind, { why, mend, facts = {} }: Explanation): string {
  const rows = Object.entries(facts).map(
    ([name, fact]) => `<dt><code>${escaped(name)}</code></dt><dd>${prose(fact)}</dd>`,
  );
  const told = rows.length === 0 ? '' : `\n<h2>What it tells</h2>\n<dl>${rows.join('\n')}</dl>`;
  const body = `<p><code>${escaped(code)}</code>, HTTP ${status}</p>\n<p>${prose(why)}</p>\n<h2>What to do</h2>\n<p>${prose(mend)}</p>${told}`;
  return pageOf(title, `${body}\n<p><a href="/problems">All problems</a></p>`);
}

export function problemsPage(kinds: readonly ProblemKind[]): string {
  const rows = kinds.map(
    ({ code, status, title }) =>
      `<li>${status} <a href="/problems/${escaped(code)}"><code>${escaped(code)}</code></a>: ${escaped(title)}</li>`,
  );
  return pageOf('Problems', `<ul>\n${rows.join('\n')}\n</ul>`);
}
