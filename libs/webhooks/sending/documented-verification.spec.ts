import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretText, signatureOf } from './signature.js';

const documentation = readFileSync(join(import.meta.dirname, '../../../docs/intake.md'), 'utf8');
const [, code = ''] = /```js\n([\s\S]*?isFromTermbook[\s\S]*?)```/.exec(documentation) ?? [];

const secret = secretText('5a'.repeat(32));
const body = '{"type":"termbook.SubscriptionEnded.v1"}';
const now = () => Math.floor(Date.now() / 1_000);

/** What a receiver gets. */
function headersAt(at: number, secrets: readonly string[] = [secret]) {
  const signature = signatureOf({ id: 'event-1', at, body }, secrets);
  return { 'webhook-id': 'event-1', 'webhook-timestamp': String(at), 'webhook-signature': signature };
}

describe('the verification in the documentation', () => {
  let isFromTermbook: (secret: string, headers: object, body: string) => boolean;

  beforeAll(async () => {
    ({ isFromTermbook } = await import(`data:text/javascript,${encodeURIComponent(code)}`));
  });

  it('believes what we signed, also while two secrets sign', () => {
    expect(isFromTermbook(secret, headersAt(now()), body)).toBe(true);
    expect(isFromTermbook(secret, headersAt(now(), [secretText('5b'.repeat(32)), secret]), body)).toBe(true);
  });

  it('believes nothing else', () => {
    expect(isFromTermbook(secret, headersAt(now()), body.replace('Ended', 'Activated'))).toBe(false);
    expect(isFromTermbook(secret, headersAt(now(), [secretText('5b'.repeat(32))]), body)).toBe(false);
    expect(isFromTermbook(secret, headersAt(now() - 600), body)).toBe(false);
    expect(isFromTermbook(secret, {}, body)).toBe(false);
  });
});
