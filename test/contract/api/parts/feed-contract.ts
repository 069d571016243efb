import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

let t: ApiUnderTest;

/** The feed, described. */
export function feedContract(api: () => ApiUnderTest): void {
  describe('the contract of the feed', () => {
    beforeAll(() => {
      t = api();
    });

    const open = { as: null };

    describe('what the feed says', () => {
      it('is an AsyncAPI document, open to everybody', async () => {
        const { status, body } = await t.get('/asyncapi.json', open);
        expect([status, body.asyncapi]).toEqual([200, '3.0.0']);
      });

      it('is a JSON Schema for each event', async () => {
        const { body } = await t.get('/schemas/events', open);
        const items = body.items as readonly Json[];
        expect(items).toContainEqual({
          type: 'termbook.SubscriptionEnded.v1',
          summary: 'The subscription ended.',
          schema: '/schemas/events/SubscriptionEnded.v1',
        });
        const schema = await t.get('/schemas/events/SubscriptionEnded.v1', open);
        expect(schema.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
        expect(schema.body.$id).toBe('urn:termbook:event:SubscriptionEnded:v1');
      });

      it('is nothing for what is left out', async () => {
        expect(problemOf(await t.get('/schemas/events/ClaimTaken.v1', open))).toEqual([404, 'not-found']);
      });
    });
  });
}
