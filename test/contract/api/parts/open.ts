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
        const names = [
          'cache-control',
          'content-security-policy',
          'strict-transport-security',
          'x-content-type-options',
        ];
        names.push('x-frame-options', 'cross-origin-resource-policy', 'referrer-policy');
        expect(Object.fromEntries(names.map((name) => [name, headers.get(name)]))).toEqual({
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none';frame-ancestors 'none'",
          'strict-transport-security': 'max-age=31536000; includeSubDomains',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
        });
        const page = (await t.get('/docs')).headers;
        expect(page.get('content-security-policy')).toContain("default-src 'self'");
        expect(page.get('cross-origin-opener-policy')).toBe('same-origin');
      });
    });
  });
}
