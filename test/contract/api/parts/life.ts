import { ApiUnderTest, type Json } from '../running-api.js';

const reseller = (index: number) =>
  JSON.stringify({
    idempotencyKey: `life-${index}`,
    command: 'RegisterReseller',
    payload: { resellerId: `life-${index}`, name: 'N', country: 'US', supportEmail: 'a@b.example' },
  });

/** Last: the api is not there any more afterwards. */
export function life(api: () => ApiUnderTest): void {
  describe('the api, told to stop', () => {
    let t: ApiUnderTest;

    beforeAll(() => {
      t = api();
    });

    it('finishes what it began, begins nothing more, and ends cleanly, whoever keeps a connection open', async () => {
      await t.get('/health/live', { as: null });
      const response = await fetch(`${t.api.url}/v1/commands`, {
        method: 'POST',
        headers: { authorization: 'Bearer the-admin-key', 'content-type': 'application/x-ndjson' },
        body: Array.from({ length: 2_000 }, (_, index) => reseller(index)).join('\n'),
      });
      const stopped = t.api.stop();
      const answers = (await response.text())
        .split('\n')
        .filter(Boolean)
        .map((line): Json => JSON.parse(line));
      const done = answers.findIndex(({ status }) => status !== 201);
      expect(answers).toHaveLength(2_000);
      expect(answers.slice(done).filter(({ status }) => status !== 503)).toEqual([]);
      expect(await stopped).toBe(0);
      await expect(t.get('/health/live', { as: null })).rejects.toThrow('fetch failed');
    }, 30_000);
  });
}
