import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { BROWSER, BrowserUnderTest, faultsOf, type View, witnessOf } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { type Story, tellStory } from './story.js';

const ASSETS = resolve(import.meta.dirname, '../../dist/console/assets');
/** Of everything that is loaded, compressed. */
const LOADED_BYTES_MAX = 100_000;
/** Of the layout; what a page may shift without anybody seeing it. */
const SHIFT_MAX = 0.01;

const DESK: View = { width: 1280, theme: 'light' };

if (BROWSER === undefined) process.stderr.write('No Chromium is on this machine: the console is not tested.\n');
const seen = BROWSER === undefined ? describe.skip : describe;

const LOADED = `document.querySelector('[aria-busy="true"], .skeleton') === null`;

let story: Story;
let browser: BrowserUnderTest;
const tabs: Page[] = [];

beforeAll(async () => {
  if (BROWSER === undefined) return;
  [story, browser] = await Promise.all([tellStory(), BrowserUnderTest.start(BROWSER)]);
}, 180_000);

afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

afterAll(async () => {
  await browser?.close();
  await story?.scenario.termbook.remove();
}, 60_000);

async function open(path: string, view: View = DESK, errors: string[] = []): Promise<Page> {
  const page = await browser.open(`${story.scenario.termbook.url}/console${path}`, view, errors);
  tabs.push(page);
  return page;
}

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.keyboard.press('Enter');
}

/** A tab in which somebody is signed in, at a page. */
async function at(path: string, view: View = DESK, errors: string[] = []): Promise<Page> {
  const page = await open(path, view, errors);
  await signIn(page, story.scenario.termbook.keys.admin);
  await page.locator('#main h1').waitFor();
  return page;
}

const idOf = (subscription: Record<string, unknown>): string => String(subscription.subscriptionId);

seen('signing in', () => {
  it('says so when the key is unknown', async () => {
    const page = await open('/');
    await signIn(page, 'wrong');
    await page.getByText('This key is unknown or was revoked.').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('keeps the key in the session only, shows the role, and stays at the address', async () => {
    const page = await at('/subscriptions?status=active');
    await page.getByText('Admin', { exact: true }).waitFor();
    const { admin } = story.scenario.termbook.keys;
    const kept = await page.evaluate('[Object.values(sessionStorage), Object.values(localStorage), document.cookie]');
    expect(kept).toEqual([[admin], [], '']);
    await page.reload();
    await page.getByRole('link', { name: String(story.active.trackingId) }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=active');
  });

  it('asks for the key again once it is not good any more', async () => {
    const page = await at('/subscriptions');
    await page.evaluate(`sessionStorage.setItem('termbook-key', 'revoked-meanwhile')`);
    await page.reload();
    await page.getByLabel('API key').waitFor();
  });

  it('shows an intake key what it may see, and nothing else', async () => {
    const page = await open('/projections');
    await signIn(page, story.scenario.termbook.keys.intake);
    await page.getByText('This key may not see this page').waitFor();
    expect(await page.getByRole('link', { name: 'Projections' }).count()).toBe(0);
  });
});

seen('by keyboard alone', () => {
  it('finds an order by its PO number, from anywhere', async () => {
    const page = await at('/charges');
    await page.keyboard.press('/');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('PO-4711');
    await page.getByRole('option', { name: String(story.active.trackingId) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: String(story.active.trackingId) }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/console/subscriptions/${idOf(story.active)}`);
  });

  it('goes to a list with g s, down it with j, and into a row with Enter; the title has the focus', async () => {
    const page = await at('/charges');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('link', { name: String(story.active.trackingId) }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: String(story.active.trackingId) }).waitFor();
    await eventually(() => page.evaluate<boolean>(`document.activeElement?.tagName === 'H1'`));
  });

  it('shows every key with ?, and closes with Escape', async () => {
    const page = await at('/subscriptions');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

seen('a subscription', () => {
  it('shows its term, its money and its holders', async () => {
    const page = await at(`/subscriptions/${idOf(story.active)}`);
    const { term } = story.active as { term: { endDate: string } };
    await page.getByText(term.endDate).first().waitFor();
    await page.getByRole('link', { name: 'Licences' }).click();
    await page.getByText('user-1').waitFor();
    await page.getByRole('link', { name: 'Charges', exact: true }).last().click();
    await page.getByText('Seats').first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/console/subscriptions/${idOf(story.active)}/charges`);
  });

  it('gets seats, after saying what will happen, with a reason', async () => {
    const page = await at(`/subscriptions/${idOf(story.active)}`);
    await page.getByRole('button', { name: 'Add seats' }).click();
    await page.getByLabel('Seats to add').fill('1');
    await page.getByLabel('Reason').fill('ticket 1');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('7 seats become 8 at once, and 8 at renewal.').waitFor();
    await page.getByRole('button', { name: 'Add seats now' }).click();
    await page.getByText('Add seats: done').waitFor();
    await story.scenario.subscription(idOf(story.active), ({ seats }) => seats === 8);
  });

  it('that is stuck is resubmitted, and says the attempt', async () => {
    const page = await at(`/subscriptions/${idOf(story.stuck)}`);
    await page.getByText('Vendor error 12').waitFor();
    await page.getByRole('button', { name: 'Resubmit' }).click();
    await page.getByLabel('PO number').fill('PO-4712');
    await page.getByLabel('Reason').fill('the PO was mistyped');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Attempt 2 goes to the vendor').waitFor();
    await page.getByRole('button', { name: 'Resubmit now' }).click();
    await page.getByText('Resubmit: done').waitFor();
    await story.scenario.subscription(idOf(story.stuck), ({ attempt }) => attempt === 2);
  });

  it('that is not there says so', async () => {
    const page = await at('/subscriptions/00000000-0000-5000-8000-000000000000');
    await page.getByRole('alert').getByText('not-found').waitFor();
  });
});

seen('going through time', () => {
  it('shows what it was at an earlier event, what changed then, and stands in the address', async () => {
    const page = await at(`/subscriptions/${idOf(story.active)}/timeline`);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByText('Subscription ordered').first().waitFor();
    await page.locator('.then-state').getByText('pending').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('.changes').getByText('/status').waitFor();
    expect(new URL(page.url()).searchParams.get('revision')).toBe('1');
    await page.getByText('Refused').first().waitFor();
  });

  it('says why a field is as it is, and counts the days of a cutoff', async () => {
    const page = await at(`/subscriptions/${idOf(story.active)}`);
    await page.getByRole('button', { name: 'Cutoff', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Why: Cutoff date' });
    await dialog.getByText('Subscription activated').waitFor();
    await dialog.getByText('Day by day').waitFor();
    expect(await dialog.locator('.business').count()).toBe(5);
  });
});

seen('holding due work', () => {
  it('is said on the page, and released again', async () => {
    const page = await at(`/subscriptions/${idOf(story.active)}`);
    for (const [name, then] of [
      ['Hold due work', 'Release'],
      ['Release', 'Hold due work'],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByLabel('Reason').fill('ticket 2');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('What will happen').waitFor();
      await page.getByRole('button', { name: `${name} now` }).click();
      await page.getByRole('button', { name: then, exact: true }).waitFor();
    }
  });
});

seen('the queues', () => {
  it('are shown to operations, read only, behind a cookie for them alone', async () => {
    const errors: string[] = [];
    const page = await at('/queues', DESK, errors);
    await page.getByText('provisioning').first().waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(errors.filter(isFault)).toEqual([]);
    const changed = await page.evaluate<number>(
      `fetch('/console/queues/api/queues/settle/pause', { method: 'PUT' }).then(({ status }) => status)`,
    );
    expect(changed).toBe(405);
    const api = `${story.scenario.termbook.url}/console/queues/api/queues`;
    expect((await fetch(api)).status).toBe(401);
  });
});

seen('every page', () => {
  const PAGES: readonly (readonly [name: string, path: () => string])[] = [
    ['today', () => '/'],
    ['the list of subscriptions', () => '/subscriptions'],
    ['a list without rows', () => '/subscriptions?poNumber=none'],
    ['a subscription', () => `/subscriptions/${idOf(story.active)}`],
    ['its timeline', () => `/subscriptions/${idOf(story.active)}/timeline`],
    ['an explanation', () => `/subscriptions/${idOf(story.active)}?explain=%2Fcutoff%2Fdate`],
    ['its charges', () => `/subscriptions/${idOf(story.active)}/charges`],
    ['its licences', () => `/subscriptions/${idOf(story.active)}/licenses`],
    ['its due work', () => `/subscriptions/${idOf(story.active)}/due`],
    ['all charges', () => '/charges'],
    ['what falls due', () => '/due?by=quarter'],
    ['the calendar', () => '/due'],
    ['overdue', () => '/overdue'],
    ['stuck orders', () => '/stuck'],
    ['anchors', () => '/anchors'],
    ['a reseller', () => '/resellers/reseller-1'],
    ['a customer', () => '/customers/customer-1'],
    ['an address that is none', () => '/nowhere'],
  ];
  const errors: string[] = [];
  let page: Page;

  beforeAll(async () => {
    page = await at('/subscriptions', DESK, errors);
    tabs.splice(0);
  });

  it.each(PAGES)('%s is without fault for axe, does not shift, and stays within its policy', async (_name, path) => {
    errors.splice(0);
    const faults: string[] = [];
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 860 });
      await page.goto(`${story.scenario.termbook.url}/console${path()}`);
      await page.locator('#main h1').waitFor();
      await eventually(() => page.evaluate<boolean>(LOADED));
      // Before axe, which scrolls and measures.
      const { shifts, violations } = await witnessOf(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const fault of await faultsOf(page)) faults.push(`${width} ${colorScheme} ${fault}`);
      }
      if (shifts > SHIFT_MAX) faults.push(`${width} shifts by ${shifts}`);
      for (const violation of violations) faults.push(`${width} violates ${violation}`);
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (over > 0) faults.push(`${width} is too wide by ${over}`);
    }
    expect([...faults, ...errors.filter(isFault)]).toEqual([]);
  });
});

/** The browser says of every 404 that it was one, also where the page knows what it means. */
const isFault = (error: string): boolean => !error.startsWith('Failed to load resource');

describe('what is loaded', () => {
  it('is under 100 kB, compressed', () => {
    const files = readdirSync(ASSETS).filter((name) => /\.(js|css|svg)$/.test(name));
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(resolve(ASSETS, name))).length, 0);
    expect(files.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(LOADED_BYTES_MAX);
  });
});
