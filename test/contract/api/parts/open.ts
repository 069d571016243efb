import { ApiUnderTest, type Json } from '../running-api.js';

let t: ApiUnderTest;

/** What needs no key. */
export function open(api: () => ApiUnderTest): void {
  describe('what needs no key', () => {
    beforeAll(() => {
      t = api();
    });

    describe('what is open', () => {
      it.each(['/health/live', '/health/ready', '/metrics', '/docs', '/openapi.json'])('is %s', async (path) => {
        expect((await t.get(path, { as: null })).status).toBe(200);
      });

      it('says what is there', async () => {
        const { body } = await t.get('/health/ready', { as: null });
        expect(body).toMatchObject({ status: 'ok', info: { eventStore: { status: 'up' }, vault: { status: 'up' } } });
        expect((await t.get('/metrics', { as: null })).text).toContain('termbook_http_request_seconds_bucket');
      });

      it('documents every route with what it wants', async () => {
        const { paths, components } = (await t.get('/openapi.json', { as: null })).body as Record<string, Json>;
        // What operations may ask grows by itself; what other systems call is fixed.
        const ofOthers = Object.keys(paths ?? {}).filter((path) => !path.startsWith('/v1/ops/'));
        expect(ofOthers.sort()).toEqual([
          '/v1/catalogue',
          '/v1/catalogue/choices',
          '/v1/charges',
          '/v1/commands',
          '/v1/customers/{customerId}',
          '/v1/customers/{customerId}/cart',
          '/v1/customers/{customerId}/cart/checkout',
          '/v1/events',
          '/v1/orders',
          '/v1/orders/preview',
          '/v1/receipts/{idempotencyKey}',
          '/v1/resellers/{resellerId}',
          '/v1/resellers/{resellerId}/csn',
          '/v1/sandbox/clock',
          '/v1/service-plans',
          '/v1/service-plans/{productId}',
          '/v1/subscriptions',
          '/v1/subscriptions/{subscriptionId}',
          '/v1/subscriptions/{subscriptionId}/charges',
          '/v1/subscriptions/{subscriptionId}/close',
          '/v1/subscriptions/{subscriptionId}/disable-auto-renew',
          '/v1/subscriptions/{subscriptionId}/enable-auto-renew',
          '/v1/subscriptions/{subscriptionId}/history',
          '/v1/subscriptions/{subscriptionId}/licenses',
          '/v1/subscriptions/{subscriptionId}/licenses/{endUserId}',
          '/v1/subscriptions/{subscriptionId}/plan-at-renewal',
          '/v1/subscriptions/{subscriptionId}/refund',
          '/v1/subscriptions/{subscriptionId}/replace',
          '/v1/subscriptions/{subscriptionId}/resubmit',
          '/v1/subscriptions/{subscriptionId}/seats',
          '/v1/subscriptions/{subscriptionId}/seats-at-renewal',
          '/v1/webhooks',
          '/v1/webhooks/{webhookId}',
          '/v1/webhooks/{webhookId}/deliveries',
          '/v1/webhooks/{webhookId}/release',
          '/v1/webhooks/{webhookId}/replay',
          '/v1/webhooks/{webhookId}/secret',
        ]);
        const { OrderSubscriptionBody } = (components as Record<string, Json>).schemas as Record<string, Json>;
        expect(OrderSubscriptionBody?.required).toEqual([
          'resellerId',
          'customerId',
          'productId',
          'quantity',
          'poNumber',
        ]);
      });

      it('comes with headers that tell a browser to keep off, and an id for every request', async () => {
        const { headers } = await t.get('/v1/subscriptions', { headers: { 'x-request-id': 'mine-1' } });
        expect(headers.get('x-request-id')).toBe('mine-1');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      });
    });
  });
}
