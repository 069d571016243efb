import { ConsoleUnderTest, idOf } from '../console-under-test.js';

/** What is done to a subscription, and seen of it. */
export function subscriptions(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('a subscription', () => {
    it('shows its term, its money and its holders', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}`);
      const { term } = c.story.active as { term: { endDate: string } };
      await page.getByText(term.endDate).first().waitFor();
      await page.getByRole('link', { name: 'Licences' }).click();
      await page.getByText('user-1').waitFor();
      await page.getByRole('link', { name: 'Charges', exact: true }).last().click();
      await page.getByText('Seats').first().waitFor();
      expect(new URL(page.url()).pathname).toBe(`/console/subscriptions/${idOf(c.story.active)}/charges`);
    });

    it('gets seats, after saying what will happen, with a reason', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}`);
      await page.getByRole('button', { name: 'Add seats' }).click();
      await page.getByLabel('Seats to add').fill('1');
      await page.getByLabel('Reason').fill('ticket 1');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('7 seats become 8 at once, and 8 at renewal.').waitFor();
      await page.getByRole('button', { name: 'Add seats now' }).click();
      await page.getByText('Add seats: done').waitFor();
      await c.story.scenario.subscription(idOf(c.story.active), ({ seats }) => seats === 8);
    });

    it('that is stuck is resubmitted, and says the attempt', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.stuck)}`);
      await page.getByText('Vendor error 12').waitFor();
      await page.getByRole('button', { name: 'Resubmit' }).click();
      await page.getByLabel('PO number').fill('PO-4712');
      await page.getByLabel('Reason').fill('the PO was mistyped');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Attempt 2 goes to the vendor').waitFor();
      await page.getByRole('button', { name: 'Resubmit now' }).click();
      await page.getByText('Resubmit: done').waitFor();
      await c.story.scenario.subscription(idOf(c.story.stuck), ({ attempt }) => attempt === 2);
    });

    it('that could not be read again is shown as it was, and says why', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}`);
      await page.getByText('Term end date').waitFor();
      const body = JSON.stringify({ code: 'read-models-behind', title: 'The read models are behind', status: 503 });
      await page.route('**/v1/subscriptions/*', (route) => route.fulfill({ status: 503, body }));
      await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      await page.getByRole('alert').getByText('The read models are behind').waitFor();
      await page.getByText('Term end date').waitFor();
    });

    it('that is not there says so', async () => {
      const page = await c.at('/subscriptions/00000000-0000-5000-8000-000000000000');
      await page.getByRole('alert').getByText('not-found').waitFor();
    });
  });

  ConsoleUnderTest.seen('going through time', () => {
    it('shows what it was at an earlier event, what changed then, and stands in the address', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}/timeline`);
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
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}`);
      await page.getByRole('button', { name: 'Cutoff', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Why: Cutoff date' });
      await dialog.getByText('Subscription activated').waitFor();
      await dialog.getByText('Day by day').waitFor();
      expect(await dialog.locator('.business').count()).toBe(5);
    });
  });

  ConsoleUnderTest.seen('holding due work', () => {
    it('is said on the page, and released again', async () => {
      const page = await c.at(`/subscriptions/${idOf(c.story.active)}`);
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
}
