import { ConsoleUnderTest, DESK, isFault } from '../console-under-test.js';

/** Bull Board, within the console. */
export function queues(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('the queues', () => {
    it('are shown to operations, read only, behind a cookie for them alone', async () => {
      const errors: string[] = [];
      const page = await c.at('/queues', DESK, errors);
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
