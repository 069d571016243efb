import type { SubscriptionId } from '#kernel/ids.js';
import { TransparentVault } from './memory-history.spec-support.js';
import { type Asked, identityOf, newSubscriptionId, trackingIdOf } from './request-identity.js';

const vault = new TransparentVault();
const asked = (over: Partial<Asked['context']> = {}, payload: object = {}): Asked<'AddSeats'> => ({
  command: 'AddSeats',
  payload: { subscriptionId: 's-1' as SubscriptionId, add: 2, ...payload },
  context: { client: 'acme', idempotencyKey: 'k', correlationId: 'c', causationId: null, actor: 'a', ...over },
});

describe('a command is known by', () => {
  it('its client and key, whoever acts for the client', () => {
    const id = identityOf(asked(), vault).commandId;
    expect(id).toBe('cc8e8b3c-85a0-546d-9a45-c8ba6bd2029c');
    expect(identityOf(asked({ actor: 'b', correlationId: 'd' }), vault).commandId).toBe(id);
    expect(identityOf(asked({ client: 'other' }), vault).commandId).not.toBe(id);
    expect(identityOf(asked({ idempotencyKey: 'k2' }), vault).commandId).not.toBe(id);
  });

  it('a request that is the same in any order of its fields', () => {
    const hash = identityOf(asked(), vault).requestHash;
    const reordered = { ...asked(), payload: { add: 2, subscriptionId: 's-1' as SubscriptionId } };
    expect(identityOf(reordered, vault).requestHash).toBe(hash);
    expect(identityOf(asked({}, { add: 3 }), vault).requestHash).not.toBe(hash);
  });

  it('nothing, without a key', () => {
    expect(identityOf(asked({ idempotencyKey: null }), vault)).toMatchObject({ commandId: null, requestHash: null });
  });
});

describe('the id of a new subscription', () => {
  it('is fixed by client, command, where it starts from, and key', () => {
    const id = newSubscriptionId(asked(), 'cart-c1');
    expect(newSubscriptionId(asked({ actor: 'b' }, { add: 9 }), 'cart-c1')).toBe(id);
    const others = [
      newSubscriptionId(asked(), 'cart-c2'),
      newSubscriptionId(asked(), null),
      newSubscriptionId(asked({ client: 'other' }), 'cart-c1'),
      newSubscriptionId(asked({ idempotencyKey: 'k2' }), 'cart-c1'),
      newSubscriptionId({ ...asked(), command: 'ReplaceOrder' }, 'cart-c1'),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });

  it('is not made without a key', () => {
    expect(() => newSubscriptionId(asked({ idempotencyKey: null }), null)).toThrow('needs an idempotency key');
  });

  it('fixes the tracking ID, which has no letters that are mistaken for others', () => {
    const id = newSubscriptionId(asked(), null);
    expect(trackingIdOf(id)).toBe(trackingIdOf(id));
    expect(trackingIdOf('d2b1a6a4-58a5-5b37-9a3a-0c3c4fdc8c7e' as SubscriptionId)).toBe('TB-CA5N5NWZ946D');
    expect(trackingIdOf(id)).toMatch(/^TB-[0-9A-HJKMNP-TV-Z]{12}$/);
  });
});
