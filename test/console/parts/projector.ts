import type { Page, Response } from 'playwright-core';
import { eventually } from '../../support/eventually.js';
import { ConsoleUnderTest } from '../console-under-test.js';
import { ANNUAL } from '../story.js';

const PRODUCT = ANNUAL.replaceAll('-', '');
const PARKED_PRODUCT = '057O1-WW6525-L348';

const named = (name: string) =>
  `UPDATE read_model.service_plan SET product_name = '${name}' WHERE product_id = '${PRODUCT}'`;

const isPost = (response: Response): boolean => response.request().method() === 'POST';

/** Asks for a step of a rebuild, with its reason. */
async function ask(page: Page, step: string): Promise<void> {
  await page.getByRole('button', { name: step, exact: true }).click();
  await page.getByLabel('Reason').fill('ticket 3');
  await page.getByRole('button', { name: `${step} now` }).click();
}

/** Read models made anew, released and verified: each against the real projector. */
export function projector(c: ConsoleUnderTest): void {
  const nameServed = async () => (await c.story.scenario.get(`/v1/service-plans/${ANNUAL}`)).body.productName;

  ConsoleUnderTest.seen('what is served and is not what happened', () => {
    it('is found by a verification, with row and field', async () => {
      await c.story.inReadModels(named('Tampered'));
      const page = await c.at('/verifications');
      await page.getByRole('button', { name: 'Verify now…' }).click();
      await page.getByRole('button', { name: 'Start the verification' }).click();
      await page.getByText('Drift', { exact: true }).first().waitFor();
      const row = page.getByRole('table', { name: 'Drift' }).getByRole('row').filter({ hasText: 'product_name' });
      await row.getByText('Tampered').waitFor();
      await row.getByText('AutoCAD LT').waitFor();
      await page.getByText('Every chain holds').waitFor();
      expect(new URL(page.url()).pathname).toMatch(/\/verifications\/[0-9a-f-]+$/);
    });

    it('is seen in the preview of a rebuild, mended by its cut-over, and back after its roll-back', async () => {
      const page = await c.at('/projections');
      await page.getByRole('row').filter({ hasText: 'catalogue' }).getByText('Up to date').waitFor();
      await page.getByRole('button', { name: 'Rebuild…' }).click();
      await page.getByRole('checkbox', { name: 'catalogue' }).check();
      await page.getByRole('button', { name: 'Start the rebuild' }).click();
      await page.getByRole('heading', { level: 1, name: 'Rebuild of catalogue' }).waitFor();
      await page.getByText('100 %').first().waitFor();
      await page.getByText('Complete', { exact: true }).waitFor();
      const example = page.getByRole('row').filter({ hasText: 'product_name' });
      await example.locator('del').getByText('Tampered').waitFor();
      await example.getByText('Service plan listed').waitFor();
      expect(await nameServed()).toBe('Tampered');
      await ask(page, 'Cut over');
      await page.getByRole('button', { name: 'Roll back' }).waitFor();
      expect(await nameServed()).toBe('AutoCAD LT');
      await ask(page, 'Roll back');
      await page.getByText('Rolled back').first().waitFor();
      expect(await nameServed()).toBe('Tampered');
      await page.getByText('“ticket 3”').first().waitFor();
    });

    it('that is made anew slowly is watched, and thrown away: nothing changed', async () => {
      const page = await c.at('/projections');
      await page.getByRole('button', { name: 'Rebuild…' }).click();
      await page.getByRole('checkbox', { name: 'catalogue' }).check();
      await page.getByLabel('Events per second at most').fill('4');
      await page.getByRole('button', { name: 'Start the rebuild' }).click();
      await page
        .getByText(/^[1-9]\d? %$/, { exact: true })
        .first()
        .waitFor();
      await page.getByText('Reading', { exact: true }).waitFor();
      await ask(page, 'Cancel');
      await page.getByText('Cancelled').first().waitFor();
      expect(await nameServed()).toBe('Tampered');
      await c.story.inReadModels(named('AutoCAD LT'));
    });
  });

  ConsoleUnderTest.seen('a stream that a projection can not apply', () => {
    const REFUSES =
      'ALTER TABLE read_model.service_plan ADD CONSTRAINT refuses_it CHECK (price_minor <> 66600) NOT VALID';

    it('is listed with its error, still fails on a copy, and works and is released after the fix', async () => {
      await c.story.inReadModels(REFUSES);
      await c.story.scenario.listPlan(PARKED_PRODUCT, 66_600);
      await c.story.scenario.listPlan(PARKED_PRODUCT, 70_000);
      const page = await c.at('/parked');
      const row = page.getByRole('row').filter({ hasText: 'catalogue' });
      await eventually(async () => (await page.reload()) && (await row.getByText('refuses_it').isVisible()));
      await row.getByRole('button', { name: /^Try/ }).click();
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('dialog', { name: 'It still fails' }).getByText('At revision 0').waitFor();
      await page.keyboard.press('Escape');
      await c.story.inReadModels('ALTER TABLE read_model.service_plan DROP CONSTRAINT refuses_it');
      await row.getByRole('button', { name: /^Try/ }).click();
      await page.getByRole('button', { name: 'Try it' }).click();
      const works = page.getByRole('dialog', { name: 'It works on the copy' });
      await works.getByText('"price_minor": "70000"').waitFor();
      await works.getByRole('button', { name: 'Release…' }).click();
      await page.getByLabel('Reason').fill('ticket 4');
      await page.getByRole('button', { name: 'Release it' }).click();
      await page.getByText('Nothing is parked').waitFor();
      const { body } = await c.story.scenario.get(`/v1/service-plans/${PARKED_PRODUCT}`);
      expect(body.price).toEqual({ amountMinor: 70_000, currency: 'USD' });
    });
  });

  ConsoleUnderTest.seen('the history', () => {
    it('is anchored now, the anchor is listed, and it holds', async () => {
      const page = await c.at('/anchors');
      // The worker's own, once a day, may have covered all that the tests before did.
      await c.story.scenario.listPlan(PARKED_PRODUCT, 70_100);
      await page.getByRole('button', { name: 'Anchor now…' }).click();
      const answered = page.waitForResponse((one) => one.url().endsWith('/ops/anchors') && isPost(one));
      await page.getByRole('button', { name: 'Set an anchor' }).click();
      await page.getByText('The anchor is set.').waitFor();
      const { root, anchoredBy } = await (await answered).json();
      await page.getByRole('row').filter({ hasText: anchoredBy }).getByText(root, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Check…' }).click();
      await page.getByRole('button', { name: 'Check it' }).click();
      await page.getByText('Intact', { exact: true }).waitFor();
      await page.getByText(/anchors? holds?, 0 do not/).waitFor();
    });
  });
}
