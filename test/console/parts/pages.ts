import pMap from 'p-map';
import type { Page } from 'playwright-core';
import { faultsOf, witnessOf } from '../../support/browser.js';
import { eventually } from '../../support/eventually.js';
import { ConsoleUnderTest, DESK, idOf, isFault, LOADED } from '../console-under-test.js';
import { ANNUAL } from '../story.js';

/** Of the layout; what a page may shift without anybody seeing it. */
const SHIFT_MAX = 0.01;
const WIDTHS = [1280, 390];
/** Two cores: more tabs only wait for each other. */
const TABS = 3;
const ALL_MS_MAX = 180_000;

type Path = string | ((c: ConsoleUnderTest) => string | Promise<string>);

/** The newest of a list. */
const newest = (list: string, id: string, to: string) => async (c: ConsoleUnderTest) => {
  const { body } = await c.story.scenario.get(list);
  const [first] = body.items as Record<string, unknown>[];
  return `${to}/${first?.[id]}`;
};

const active = (rest: string) => (c: ConsoleUnderTest) => `/subscriptions/${idOf(c.story.active)}${rest}`;

const PAGES: readonly (readonly [name: string, path: Path])[] = [
  ['today', '/'],
  ['the list of subscriptions', '/subscriptions'],
  ['a list without rows', '/subscriptions?poNumber=none'],
  ['a subscription', active('')],
  ['its timeline', active('/timeline')],
  ['an explanation', active('?explain=%2Fcutoff%2Fdate')],
  ['its charges', active('/charges')],
  ['its licences', active('/licenses')],
  ['its due work', active('/due')],
  ['all charges', '/charges'],
  ['what falls due', '/due?by=quarter'],
  ['the calendar', '/due'],
  ['overdue', '/overdue'],
  ['stuck orders', '/stuck'],
  ['service plans', '/service-plans'],
  ['a service plan', `/service-plans/${ANNUAL}`],
  ["a service plan's timeline", `/service-plans/${ANNUAL}/timeline`],
  ['a reseller', '/resellers/reseller-1'],
  ["a reseller's timeline", '/resellers/reseller-1/timeline'],
  ['a customer', '/customers/customer-1'],
  ["a customer's timeline", '/customers/customer-1/timeline'],
  ['projections', '/projections'],
  ['a rebuild', newest('/v1/ops/rebuilds', 'rebuildId', '/rebuilds')],
  ['what is parked', '/parked'],
  ['verifications', '/verifications'],
  ['a verification', newest('/v1/ops/verifications', 'verificationId', '/verifications')],
  ['anchors', '/anchors'],
  ['what if', '/what-if'],
  ['decisions that differ', '/what-if?from=2020-01-01&to=2099-12-31&businessDays=10'],
  ['the audit export', '/audit'],
  ['webhooks', '/webhooks'],
  ['a webhook', newest('/v1/webhooks', 'webhookId', '/webhooks')],
  ['an address that is none', '/nowhere'],
];

/** Accessibility, layout and policy of every page, at both widths and in both themes. */
export function pages(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('every page', () => {
    const faults = new Map<string, readonly string[]>();

    beforeAll(async () => {
      const free = await pMap(Array.from({ length: TABS }), async () => {
        const errors: string[] = [];
        return { page: await c.at('/subscriptions', DESK, errors), errors };
      });
      await pMap(
        PAGES,
        async ([name, path]) => {
          const tab = free.pop();
          if (tab === undefined) throw new Error('More pages at once than tabs');
          tab.errors.splice(0);
          const address = typeof path === 'string' ? path : await path(c);
          const found = await faultsAt(tab.page, `${c.url}${address}`).catch((error: unknown) => [String(error)]);
          faults.set(name, [...found, ...tab.errors.filter(isFault)]);
          free.push(tab);
        },
        { concurrency: TABS },
      );
    }, ALL_MS_MAX);

    it.each(PAGES)('%s is without fault for axe, does not shift, and stays within its policy', (name) => {
      expect(faults.get(name)).toEqual([]);
    });
  });
}

async function faultsAt(page: Page, url: string): Promise<string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 860 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(url);
    await eventually(() => page.evaluate<boolean>(LOADED));
    // Before axe, which scrolls and measures.
    const { shifts, violations } = await witnessOf(page);
    for (const fault of await faultsOf(page)) faults.push(`${width} light ${fault}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const fault of await faultsOf(page, ['color-contrast'])) faults.push(`${width} dark ${fault}`);
    if (shifts > SHIFT_MAX) faults.push(`${width} shifts by ${shifts}`);
    for (const violation of violations) faults.push(`${width} violates ${violation}`);
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (over > 0) faults.push(`${width} is too wide by ${over}`);
  }
  return faults;
}
