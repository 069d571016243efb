import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const MARKS = resolve(import.meta.dirname, '../../.tmp/backends');

/** A browser of this machine; undefined: there is none, and nothing can be seen. */
export const BROWSER = BROWSERS.find((path) => existsSync(path));

/** For anything that is waited for in a page, on two busy cores. */
const WAIT_MS_MAX = 30_000;

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const { source: AXE } = createRequire(import.meta.url)('axe-core') as { source: string };

/** What a page did that a person would not see. */
interface Witness {
  readonly shifts: number;
  readonly violations: readonly string[];
}

export interface View {
  readonly width: number;
  readonly theme: 'light' | 'dark';
}

interface Opening {
  readonly errors: string[];
  readonly before: string;
}

/** A real browser with a profile of its own. Call `close` in `afterAll`. */
export class BrowserUnderTest {
  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  static async start(executablePath: string): Promise<BrowserUnderTest> {
    const profile = mkdtempSync(join(tmpdir(), 'termbook-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: QUIET,
      viewport: { width: 1280, height: 860 },
    });
    context.setDefaultTimeout(WAIT_MS_MAX);
    await context.addInitScript({ content: WATCH });
    mkdirSync(MARKS, { recursive: true });
    writeFileSync(join(MARKS, 'console-chromium'), '');
    return new BrowserUnderTest(context, profile);
  }

  /** A tab of its own, with its own session. @param errors takes what the browser complains of. @param before runs first. */
  async open(url: string, { width, theme }: View, { errors, before }: Opening): Promise<Page> {
    const page = await this.context.newPage();
    await page.addInitScript({ content: before });
    await page.setViewportSize({ width, height: 860 });
    await page.emulateMedia({ colorScheme: theme });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    return page;
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** Runs in the page, before anything of it. Text, since what it names is not known here. */
const WATCH = `
  globalThis.termbookWitness = { shifts: 0, violations: [] };
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) termbookWitness.shifts += value;
  }).observe({ type: 'layout-shift', buffered: true });
  addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
    termbookWitness.violations.push(violatedDirective + ' ' + sourceFile));
`;

export const witnessOf = (page: Page): Promise<Witness> => page.evaluate('termbookWitness');

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe finds wrong, a line each. @param rules only these; left out: all. */
export async function faultsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(AXE);
  const options = { ...(rules !== undefined && { runOnly: rules }), resultTypes: ['violations'], preload: false };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
