import { readFileSync } from 'node:fs';
import { verifyAudit } from '#audit/export/verify-audit.js';
import { Receiver } from '../../contract/webhooks/receiver.js';
import { eventually } from '../../support/eventually.js';
import { ConsoleUnderTest, idOf, signIn } from '../console-under-test.js';

async function* linesOf(file: string): AsyncIterable<string> {
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) yield line;
}

/** What if, the audit export, webhooks. */
export function operations(c: ConsoleUnderTest): void {
  ConsoleUnderTest.seen('what if', () => {
    it('the vendor wanted ten business days: the decisions that differ lead to their histories', async () => {
      const page = await c.at('/what-if?from=2020-01-01&to=2099-12-31&businessDays=10');
      await page.getByText('done', { exact: true }).waitFor();
      const row = page.getByRole('row').filter({ hasText: 'Record vendor answer' }).first();
      await row.getByText('cutoff/date').first().waitFor();
      await row.getByRole('link').click();
      await page.getByRole('heading', { level: 2, name: 'Through time' }).waitFor();
    });

    it('a policy was pasted; one that is none is told what is wrong with it, and the present one changes nothing', async () => {
      const page = await c.at('/what-if');
      await page.getByText('A whole policy, instead').click();
      const policy = page.getByLabel('Policy, as a policy file has it (JSON)');
      await policy.fill('{');
      await page.getByRole('button', { name: 'Judge again' }).click();
      await page.getByRole('alert').getByText('The policy is not JSON').waitFor();
      await page.getByRole('button', { name: 'Put in the policy in force' }).click();
      await page.getByRole('button', { name: 'Judge again' }).click();
      await page.getByText('No decision would have been another').waitFor();
      await policy.fill((await policy.inputValue()).replace('"seatsMax": 999', '"seatsMax": 4'));
      await page.getByRole('button', { name: 'Judge again' }).click();
      await page.getByText('refused: seat limit exceeded').first().waitFor();
    });
  });

  ConsoleUnderTest.seen('the audit export', () => {
    it('is saved whole, says what is in it, and checks; the key stands in no address', async () => {
      const page = await c.at('/audit?of=subscription');
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      await page.getByLabel('ID', { exact: true }).fill(idOf(c.story.active));
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toMatch(/^audit-subscription-.*\.ndjson$/);
      await page.getByRole('heading', { level: 2, name: 'Saved' }).waitFor();
      expect(await verifyAudit(linesOf(await saved.path()))).toMatchObject({ intact: true, problemsNamed: [] });
      expect(addresses.join('\n')).not.toContain(c.story.scenario.termbook.keys.admin);
      expect(new URL(page.url()).searchParams.get('id')).toBe(idOf(c.story.active));
    });

    it('of somebody unknown says what the api says', async () => {
      const page = await c.at('/audit?of=reseller&id=%20');
      await page.getByLabel('ID', { exact: true }).fill('no such id!');
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('alert').getByText('invalid-request').waitFor();
    });
  });

  ConsoleUnderTest.seen('a webhook', () => {
    let receiver: Receiver;
    beforeAll(async () => {
      receiver = await Receiver.start();
    });
    afterAll(() => receiver?.stop());

    it('is listed, its deliveries are seen, it is replayed after one of them, and deleted', async () => {
      const { scenario } = c.story;
      const url = receiver.url('erp');
      await scenario.expectOk(scenario.post('/v1/webhooks', { url, types: ['termbook.ResellerChanged.v1'] }));
      const rename = (name: string) =>
        scenario.put('/v1/resellers/reseller-1', { name, country: 'US', supportEmail: 'support@reseller-1.example' });
      for (const name of ['Second name', 'Third name']) await scenario.expectOk(rename(name));
      await eventually(() => receiver.taken('erp').length === 2);
      const page = await c.at('/webhooks');
      await page.getByRole('link', { name: url }).click();
      const rows = page.getByRole('row').filter({ hasText: 'termbook.ResellerChanged.v1' });
      await rows.nth(1).getByText('Delivered').waitFor();
      await rows
        .nth(1)
        .getByRole('button', { name: /^Replay after/ })
        .click();
      await page.getByRole('button', { name: 'Replay now' }).click();
      await page.getByText('Replay: done.').waitFor();
      await eventually(() => receiver.taken('erp').length === 3);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete now' }).click();
      await page.getByText('No webhook is registered').waitFor();
    });

    it('is only released by a key of operations', async () => {
      const { scenario } = c.story;
      const { body } = await scenario.post('/v1/webhooks', { url: receiver.url('other') });
      const page = await c.open(`/webhooks/${body.webhookId}`);
      await signIn(page, scenario.termbook.keys.operations);
      await page.getByRole('heading', { level: 2, name: 'Deliveries' }).waitFor();
      expect(await page.getByRole('button', { name: /Replay|Delete/ }).count()).toBe(0);
    });
  });
}
