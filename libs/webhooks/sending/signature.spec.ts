import { Webhook } from 'standardwebhooks';
import { secretText, signatureOf } from './signature.js';

const secret = secretText('00'.repeat(31).concat('7f'));
const other = secretText('11'.repeat(32));
const body = '{"type":"termbook.SubscriptionEnded.v1","data":{"name":"Zoë"}}';
const at = Math.floor(Date.now() / 1_000);
const headers = (signature: string) => ({
  'webhook-id': 'event-1',
  'webhook-timestamp': String(at),
  'webhook-signature': signature,
});

describe('a signature', () => {
  it("is as Standard Webhooks' own library has it", () => {
    const signed = signatureOf({ id: 'event-1', at, body }, [secret]);
    expect(signed).toBe(new Webhook(secret).sign('event-1', new Date(at * 1_000), body));
    expect(new Webhook(secret).verify(body, headers(signed))).toEqual(JSON.parse(body));
  });

  it('of two secrets satisfies whoever knows either, and nobody else', () => {
    const signed = signatureOf({ id: 'event-1', at, body }, [secret, other]);
    for (const known of [secret, other]) {
      expect(new Webhook(known).verify(body, headers(signed))).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(secretText('22'.repeat(32))).verify(body, headers(signed))).toThrow();
  });

  it('is that of the published example', () => {
    const example = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signatureOf(signed, [example])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
