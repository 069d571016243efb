import { eventually } from '../../support/eventually.js';
import { ConsoleUnderTest, idOf, signIn } from '../console-under-test.js';

/** Who may see what, and everything by keyboard. */
export function signingIn(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('signing in', () => {
    it('says so when the key is unknown', async () => {
      const page = await c.open('/');
      await signIn(page, 'wrong');
      await page.getByText('This key is unknown or was revoked.').waitFor();
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
    });

    it('keeps the key in the session only, shows the role, and stays at the address', async () => {
      const page = await c.at('/subscriptions?status=active');
      await page.getByText('Admin', { exact: true }).waitFor();
      const { admin } = c.story.scenario.termbook.keys;
      const kept = await page.evaluate('[Object.values(sessionStorage), Object.values(localStorage), document.cookie]');
      expect(kept).toEqual([[admin], [], '']);
      await page.reload();
      await page.getByRole('link', { name: String(c.story.active.trackingId) }).waitFor();
      expect(new URL(page.url()).search).toBe('?status=active');
    });

    it('asks for the key again once it is not good any more', async () => {
      const page = await c.at('/subscriptions');
      await page.evaluate(`sessionStorage.setItem('termbook-key', 'revoked-meanwhile')`);
      await page.reload();
      await page.getByLabel('API key').waitFor();
    });

    it('keeps the key and what is shown while nobody answers, and goes on by itself', async () => {
      const page = await c.at('/projections');
      await page.getByText('Up to date', { exact: true }).first().waitFor();
      await page.route('**/v1/**', (route) => route.abort());
      await page.getByRole('alert').getByText('Termbook does not answer.').waitFor();
      await page.getByText('Not up to date').first().waitFor();
      await page.getByText('Up to date', { exact: true }).first().waitFor();
      await page.reload();
      await page.getByText('Termbook did not answer').waitFor();
      await page.unroute('**/v1/**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('Up to date', { exact: true }).first().waitFor();
      expect(await page.getByText('Termbook does not answer.').count()).toBe(0);
    });

    it('shows an intake key what it may see, and nothing else', async () => {
      const page = await c.open('/projections');
      await signIn(page, c.story.scenario.termbook.keys.intake);
      await page.getByText('This key may not see this page').waitFor();
      expect(await page.getByRole('link', { name: 'Projections' }).count()).toBe(0);
    });
  });

  ConsoleUnderTest.seen('by keyboard alone', () => {
    it('finds an order by its PO number, from anywhere', async () => {
      const page = await c.at('/charges');
      await page.keyboard.press('/');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type('PO-4711');
      await page.getByRole('option', { name: String(c.story.active.trackingId) }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: String(c.story.active.trackingId) }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/console/subscriptions/${idOf(c.story.active)}`);
    });

    it('goes to a list with g s, down it with j, and into a row with Enter; the title has the focus', async () => {
      const page = await c.at('/charges');
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.getByRole('link', { name: String(c.story.active.trackingId) }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: String(c.story.active.trackingId) }).waitFor();
      await eventually(() => page.evaluate<boolean>(`document.activeElement?.tagName === 'H1'`));
    });

    it('shows every key with ?, and closes with Escape', async () => {
      const page = await c.at('/subscriptions');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  });
}
