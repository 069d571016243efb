import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

let t: ApiUnderTest;

/** What the types of problems lead to. */
export function problems(api: () => ApiUnderTest): void {
  describe('problems', () => {
    beforeAll(() => {
      t = api();
    });

    const open = { as: null };

    describe('the type of a problem', () => {
      it('leads to a page that explains it and says how to mend it, for every code', async () => {
        const { body } = await t.get('/problems', open);
        const items = body.items as readonly Json[];
        expect(items.length).toBeGreaterThan(40);
        for (const item of items) {
          const { status, body: explained } = await t.get(String(item.type), open);
          expect([status, explained]).toEqual([200, expect.objectContaining(item)]);
          expect([typeof explained.why, typeof explained.mend]).toEqual(['string', 'string']);
        }
      });

      it('is what an answer says', async () => {
        const refused = await t.get('/v1/charges', open);
        expect((await t.get(String(refused.body.type), open)).body).toMatchObject({
          code: 'unauthorized',
          status: 401,
        });
      });

      it('is a page to look at for who asks for one', async () => {
        const { headers, text } = await t.get('/problems/cutoff-passed', {
          as: null,
          headers: { accept: 'text/html' },
        });
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(text).toContain('<h1>The cutoff has passed</h1>');
        const all = await t.get('/problems', { as: null, headers: { accept: 'text/html' } });
        expect(all.text).toContain('<a href="/problems/cutoff-passed">');
      });

      it('is nothing for a code that nobody has', async () => {
        expect(problemOf(await t.get('/problems/whatever', open))).toEqual([404, 'not-found']);
      });
    });
  });
}
