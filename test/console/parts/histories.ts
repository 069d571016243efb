import { ConsoleUnderTest } from '../console-under-test.js';
import { ANNUAL } from '../story.js';

/** How resellers, customers and service plans came to be as they are. */
export function histories(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('the history of a service plan', () => {
    it('shows what it cost before, what changed it, and stands in the address', async () => {
      const page = await c.at('/service-plans');
      await page.getByRole('link', { name: ANNUAL }).click();
      await page.getByRole('heading', { level: 1, name: 'AutoCAD LT' }).waitFor();
      await page.getByRole('link', { name: 'Timeline' }).click();
      await page.locator('.changes').getByText('/price/amountMinor').waitFor();
      await page.getByRole('button', { name: 'An event earlier' }).click();
      await page.locator('.then-state').getByText('USD\u00a0499.00').waitFor();
      expect(new URL(page.url()).search).toBe('?revision=1');
    });

    it('is shown as of any instant, also one at which it was not there yet', async () => {
      const page = await c.at(`/service-plans/${ANNUAL}/timeline?time=effective`);
      const instant = page.getByLabel('at (UTC)');
      await instant.fill('2020-01-01T12:00:00');
      await page.getByText('It was not there yet.').waitFor();
      expect(new URL(page.url()).searchParams.get('at')).toBe('2020-01-01T12:00');
      await instant.fill('2099-01-01T12:00:00');
      await page.locator('.then-state').getByText('USD\u00a0576.25').waitFor();
    });

    it('says why it costs what it does', async () => {
      const page = await c.at(`/service-plans/${ANNUAL}?explain=%2Fprice`);
      const dialog = page.getByRole('dialog', { name: 'Why: Price' });
      await dialog.getByText('Service plan repriced').first().waitFor();
    });
  });

  ConsoleUnderTest.seen('the history of a party', () => {
    it.each([
      ['reseller', '/resellers/reseller-1', 'Reseller registered', 'support@reseller-1.example'],
      ['customer', '/customers/customer-1', 'Customer registered', '1 Main Street, San Francisco'],
    ])('shows a %s as it was, and by whom', async (_, path, event, field) => {
      const page = await c.at(path);
      await page.getByText(field).waitFor();
      await page.getByRole('link', { name: 'Timeline' }).click();
      await page.locator('.entries').getByText(event).waitFor();
      await page.locator('.then-state').getByText(field).waitFor();
    });

    it('is not for intake, which sees the party itself', async () => {
      const page = await c.open('/customers/customer-1/timeline');
      await page.getByLabel('API key').fill(c.story.scenario.termbook.keys.intake);
      await page.keyboard.press('Enter');
      await page.getByText('1 Main Street, San Francisco').waitFor();
      expect(await page.getByRole('link', { name: 'Timeline' }).count()).toBe(0);
    });
  });
}
