import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { Personal } from '#kernel/personal.js';
import type { Subject, Vault } from '#vault/vault.js';
import { CloudEvents } from '../cloud-events.js';
import { mayHear } from '../feed-scope.js';
import { PUBLIC_EVENTS, shownEvent } from './public-events.js';

const FIXTURES = join(import.meta.dirname, '../../event-store/codec/fixtures');
const read = (name: string) => JSON.parse(readFileSync(join(FIXTURES, `${name}.v1.json`), 'utf8'));
const metadata = read('EventMetadata');
const TYPES = Object.keys(PUBLIC_EVENTS) as DomainEvent['type'][];
const SHOWN = TYPES.filter((type) => shownEvent(type) !== undefined);

const stored = (type: DomainEvent['type'], stream = 'subscription-s-1'): StoredEvent => ({
  stream,
  revision: 3,
  position: 7n,
  id: 'event-1',
  event: read(type).decodesTo,
  metadata,
});

/** What is asked of it, and what it says to all of it. */
function shower(text: string | null) {
  const asked: Subject[] = [];
  const openAll = async (values: readonly { readonly subject: Subject; readonly value: Personal }[]) => {
    asked.push(...values.map(({ subject }) => subject));
    return values.map(() => text);
  };
  const vault: Pick<Vault, 'openAll'> = { openAll };
  const storeId = async () => '00000000-0000-4000-8000-000000000000';
  return { asked, cloudEvents: new CloudEvents({ storeId } as never, vault as Vault) };
}

const dataOf = async (event: StoredEvent, text: string | null = 'open') => {
  const [shown] = await shower(text).cloudEvents.of([event]);
  return shown?.data;
};

describe('the outside', () => {
  it('is told of every event but those that are ours', () => {
    expect(TYPES.filter((type) => !SHOWN.includes(type))).toEqual([
      'ClaimTaken',
      'ClaimReleased',
      'WebhookRegistered',
      'WebhookChanged',
      'WebhookSecretRotated',
      'WebhookReplayed',
      'WebhookReleased',
      'WebhookDisabled',
      'WebhookDeleted',
      'CommandHadNoEffect',
    ]);
  });

  it.each(SHOWN)('sees nothing sealed, no claim and no product ID as stored: %s', async (type) => {
    const json = JSON.stringify(await dataOf(stored(type)));
    expect(json).not.toMatch(/[sS]ealed|[cC]laim|[hH]ash|"[0-9A-Z]{15}"/);
  });

  it('is told which subscription it was', async () => {
    expect(await dataOf(stored('LicenseAssigned'))).toEqual({
      subscriptionId: 's-1',
      endUserId: read('LicenseAssigned').data.endUserId,
      assignedAt: read('LicenseAssigned').data.assignedAt,
    });
  });

  it('reads null, and that it was erased, where the key is gone', async () => {
    const event = stored('CustomerRegistered', 'customer-customer-42');
    expect(await dataOf(event, null)).toMatchObject({
      details: { name: null, postalCode: null, country: 'US', csn: null, address: null, erased: true },
    });
    expect(await dataOf(event)).toMatchObject({ details: { name: 'open', postalCode: 'open', address: 'open' } });
    expect(JSON.stringify(await dataOf(event))).not.toContain('erased');
  });

  it.each<[DomainEvent['type'], Subject]>([
    ['CustomerRegistered', 'customer:customer-42'],
    ['OrderReplaced', 'subscription:0b9f1c2d-3e4f-5061-9273-8495a6b7c8d9'],
    ['OrderResubmitted', 'subscription:s-1'],
  ])('has %s opened under the key of its subject', async (type, subject) => {
    const { asked, cloudEvents } = shower('open');
    await cloudEvents.of([stored(type)]);
    expect(new Set(asked)).toEqual(new Set([subject]));
  });

  it('asks the vault nothing where nothing is personal', async () => {
    const { asked, cloudEvents } = shower('open');
    await cloudEvents.of([stored('LicenseAssigned')]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['plan-237L1WW8695T548', 'service-plan/237L1-WW8695-T548'],
    ['customer-a-b', 'customer/a-b'],
    ['cart-c-1', 'cart/c-1'],
    ['reseller-r-1', 'reseller/r-1'],
  ])('knows %s as %s', async (stream, subject) => {
    const [shown] = await shower('open').cloudEvents.of([stored('LicenseAssigned', stream)]);
    expect(shown?.subject).toBe(subject);
  });
});

describe('who may hear of it', () => {
  const of = (resellerId: string | null, stream = 'subscription-s-1') => ({
    ...stored('LicenseAssigned', stream),
    metadata: { ...metadata, resellerId },
  });

  it('is a key bound to nothing, and one bound to the reseller', () => {
    expect([null, ['r-1', 'r-2'], ['r-2'], []].map((resellers) => mayHear(resellers, of('r-1')))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is everybody where it is of a service plan, and no bound key where it is else of nobody', () => {
    expect(mayHear(['r-1'], of(null, 'plan-237L1WW8695T548'))).toBe(true);
    expect(mayHear(['r-1'], of(null))).toBe(false);
  });

  it('is nobody where it is ours', () => expect(mayHear(null, stored('ClaimTaken'))).toBe(false));
});
