import { ConsoleUnderTest, DESK, isFault } from '../console-under-test.js';

/** Bull Board, within the console. */
export function queues(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('the queues', () => {
    it('are shown to operations, read only, behind a cookie for them alone', async () => {
      const errors: string[] = [];
      // The console's own page is gone as soon as it has its cookie.
      const page = await c.open('/queues', DESK, errors, c.story.scenario.termbook.keys.admin);
      await page.getByText('provisioning').first().waitFor();
      expect(await page.evaluate('document.cookie')).toBe('');
      expect(errors.filter(isFault)).toEqual([]);
      const changed = await page.evaluate<number>(
        `fetch('/console/queues/api/queues/settle/pause', { method: 'PUT' }).then(({ status }) => status)`,
      );
      expect(changed).toBe(405);
      const api = `${c.story.scenario.termbook.url}/console/queues/api/queues`;
      expect((await fetch(api)).status).toBe(401);
    });
  });
}
