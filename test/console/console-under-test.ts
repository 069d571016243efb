import type { Page } from 'playwright-core';
import { BROWSER, BrowserUnderTest, type View } from '../support/browser.js';
import { Story } from './story.js';

export const DESK: View = { width: 1280, theme: 'light' };

/** What is loading says so. */
export const LOADED = `document.querySelector('#main h1') !== null && document.querySelector('#main [aria-busy="true"], #main .skeleton') === null`;

/** Console and browser of a test file: one system that something happened in, one browser, a tab for each test. */
export class ConsoleUnderTest {
  private told: Story | undefined;
  private started: BrowserUnderTest | undefined;
  private readonly tabs: Page[] = [];

  /** undefined: no browser is on this machine, and nothing can be seen. */
  static readonly seen = BROWSER === undefined ? describe.skip : describe;

  async start(): Promise<void> {
    if (BROWSER === undefined) {
      process.stderr.write('No Chromium is on this machine: the console is not tested.\n');
      return;
    }
    [this.told, this.started] = await Promise.all([Story.tell(), BrowserUnderTest.start(BROWSER)]);
  }

  async closeTabs(): Promise<void> {
    await Promise.all(this.tabs.splice(0).map((tab) => tab.close()));
  }

  async remove(): Promise<void> {
    await this.started?.close();
    await this.told?.remove();
  }

  get story(): Story {
    if (this.told === undefined) throw new Error('Nothing was started');
    return this.told;
  }

  get url(): string {
    return `${this.story.scenario.termbook.url}/console`;
  }

  /** @param errors takes what the browser complains of. @param key that the tab has as if somebody had signed in. */
  async open(path: string, view: View = DESK, errors: string[] = [], key?: string): Promise<Page> {
    if (this.started === undefined) throw new Error('There is no browser');
    const before = key === undefined ? '' : `sessionStorage.length || sessionStorage.setItem('termbook-key', '${key}')`;
    const page = await this.started.open(`${this.url}${path}`, view, { errors, before });
    this.tabs.push(page);
    return page;
  }

  /** A tab in which an admin is signed in, at a page. */
  async at(path: string, view: View = DESK, errors: string[] = []): Promise<Page> {
    const page = await this.open(path, view, errors, this.story.scenario.termbook.keys.admin);
    await page.locator('#main h1').waitFor();
    return page;
  }
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.keyboard.press('Enter');
}

export const idOf = (subscription: Record<string, unknown>): string => String(subscription.subscriptionId);

/** The browser says of every 404 that it was one, also where the page knows what it means. */
export const isFault = (error: string): boolean => !error.startsWith('Failed to load resource');
