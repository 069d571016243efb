import type { SubscriptionOrdered } from '#domain/subscription/subscription.events.js';
import type { CustomerId, ResellerId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { plain, plainOf } from '#kernel/personal.js';
import { TransparentVault } from './memory-history.spec-support.js';
import { Sealing, withoutPersonalFields } from './sealing.js';

const AT = '2026-03-01T12:00:00.000Z' as Instant;
const registered = {
  type: 'CustomerRegistered' as const,
  customerId: 'c1' as CustomerId,
  resellerId: 'r1' as ResellerId,
  details: { name: plain('Jo'), postalCode: plain('1000'), country: 'DE', csn: null, address: plain('Jo') },
  distinctness: { confirmedDistinct: true as const },
  registeredAt: AT,
};

interface Sealed {
  readonly order: { readonly supportContact: { readonly sealed: string } };
}

describe('sealing', () => {
  it('seals every personal field under the key of whom the event is about, and nothing else', async () => {
    const [sealed] = await new Sealing(new TransparentVault()).events('customer-c1', [
      { effectiveAt: AT, event: registered },
    ]);
    const texts = JSON.stringify(sealed?.event);
    expect(texts).not.toContain('plain');
    expect(sealed?.event).toMatchObject({ details: { country: 'DE', csn: null }, customerId: 'c1' });
    expect(texts.match(/customer:c1/g)).toHaveLength(3);
  });

  it('seals a text of a subject once, in event and payload alike', async () => {
    const vault = new TransparentVault();
    const sealing = new Sealing(vault);
    await sealing.events('customer-c1', [{ effectiveAt: AT, event: registered }]);
    await sealing.events('customer-c1', [{ effectiveAt: AT, event: registered }]);
    const payload = await sealing.payload('customer:c1', { name: 'Jo', country: 'DE' });
    expect(vault.seals).toBe(2);
    expect(payload).toMatchObject({ name: { sealed: expect.any(String) }, country: 'DE' });
  });

  it('seals what somebody else owns under the owner’s key, and the same text of the subject’s own apart from it', async () => {
    const vault = new TransparentVault();
    const sealing = new Sealing(vault);
    const sealed = await Promise.all(
      [plainOf('reseller:r1', 'help@r1'), plain('help@r1')].map((supportContact) => {
        const order = { supportContact } as SubscriptionOrdered['order'];
        const event = { type: 'SubscriptionOrdered', subscriptionId: 's1', order } as SubscriptionOrdered;
        return sealing.events('subscription-s1', [{ effectiveAt: AT, event }]);
      }),
    );
    const said = sealed.flat().map(({ event }) => JSON.parse((event as Sealed).order.supportContact.sealed));
    expect(said).toEqual([
      { subject: 'subscription:s1', text: 'help@r1', owner: 'reseller:r1', nonce: 1 },
      { subject: 'subscription:s1', text: 'help@r1', nonce: 2 },
    ]);
  });

  it('leaves alone what is sealed already', async () => {
    const vault = new TransparentVault();
    const order = { supportContact: { sealed: 'bytes' } } as SubscriptionOrdered['order'];
    const event = { type: 'SubscriptionOrdered', subscriptionId: 's1', order } as SubscriptionOrdered;
    const [same] = await new Sealing(vault).events('subscription-s1', [{ effectiveAt: AT, event }]);
    expect(same?.event).toEqual(event);
    expect(vault.seals).toBe(0);
  });

  it('keeps a payload of nobody as it is', async () => {
    const payload = { name: 'Reseller Inc.' };
    expect(await new Sealing(new TransparentVault()).payload(undefined, payload)).toBe(payload);
  });

  it('drops personal fields from what was refused', () => {
    expect(withoutPersonalFields({ name: 'Jo', supportContact: 'jo@x', quantity: 2 })).toEqual({ quantity: 2 });
  });
});
