import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEvent } from '../stored-event.js';
import type { SystemEvent } from '../system-events.js';
import { checkCodecs } from './check-codecs.js';
import { DecodeError, EncodeError } from './codec.js';
import { domainCodec } from './domain-codec.js';
import { decodeMetadata } from './metadata.shape.js';
import { systemCodec } from './system-codec.js';

/** Frozen: a fixture is added for a new stored type or version, and none is ever changed. */
interface Fixture {
  readonly storedType: string;
  readonly data: Record<string, unknown>;
  readonly decodesTo: DomainEvent & SystemEvent;
}

const FIXTURES = join(import.meta.dirname, 'fixtures');
const METADATA = 'EventMetadata.v1';
const names = readdirSync(FIXTURES).map((file) => file.replace(/\.json$/, ''));
const read = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));
const fixture = (name: string): Fixture => read(name) as Fixture;
const eventNames = names.filter((name) => name !== METADATA);
const codecOf = (name: string) => (domainCodec.knows(name) ? domainCodec : systemCodec);

describe('what is in the store', () => {
  it('has a fixture for every stored type and version, and no other', () => {
    expect([...eventNames].sort()).toEqual([...domainCodec.storedTypes, ...systemCodec.storedTypes].sort());
  });

  it.each(eventNames)('decodes for ever: %s', (name) => {
    const { storedType, data, decodesTo } = fixture(name);
    expect(storedType).toBe(name);
    expect(codecOf(name).decode(storedType, data)).toEqual(decodesTo);
  });

  it.each(eventNames)('is written as it was read, where it is the present version: %s', (name) => {
    const { storedType, data, decodesTo } = fixture(name);
    const written = codecOf(name).encode(decodesTo);
    if (written.type === storedType) expect(written).toEqual({ type: storedType, data });
  });

  it('has metadata that decode for ever', () => {
    expect(decodeMetadata('LicenseAssigned.v1', read(METADATA))).toEqual(read(METADATA));
  });

  it('says whose key it was, since that is kept', () => {
    const metadata = { ...(read(METADATA) as object), client: 'portal' };
    expect(decodeMetadata('LicenseAssigned.v1', metadata)).toEqual(metadata);
  });

  it('is known to exactly one codec at start', () => {
    expect(() => checkCodecs()).not.toThrow();
  });
});

describe('what does not decode', () => {
  const decoding = (storedType: string, data: unknown) => () => domainCodec.decode(storedType, data);
  const ordered = fixture('SubscriptionOrdered.v1').data;

  it('is a stored type that nobody knows', () => {
    expect(decoding('LicenceLost.v1', {})).toThrow(
      new DecodeError('LicenceLost.v1', 'is a stored type that nobody decodes'),
    );
    expect(decoding('LicenseAssigned.v2', {})).toThrow(DecodeError);
    expect(decoding('LicenseAssigned', {})).toThrow(DecodeError);
  });

  it('says where a field is missing', () => {
    expect(decoding('LicenseAssigned.v1', { endUserId: 'u' })).toThrow('LicenseAssigned.v1: assignedAt is missing');
  });

  it('says where a field is of the wrong kind, however deep', () => {
    const order = { ...(ordered.order as object), price: { amountMinor: 1.5, currency: 'USD' } };
    expect(decoding('SubscriptionOrdered.v1', { ...ordered, order })).toThrow(
      'SubscriptionOrdered.v1: order.price.amountMinor is not an integer',
    );
    const seats = { ...fixture('SeatsAdded.v1').data, laterCharges: [{ kind: 'term' }] };
    expect(decoding('SeatsAdded.v1', seats)).toThrow('SeatsAdded.v1: laterCharges.0.termNumber is missing');
  });

  it('has a field that nobody knows', () => {
    expect(decoding('OrderClosed.v1', { ...fixture('OrderClosed.v1').data, extra: 1 })).toThrow(
      'OrderClosed.v1: extra is not a field of this version',
    );
  });

  it.each([null, undefined, 'text', 7, [], 'not { json'])('is no object at all: %p', (data) => {
    expect(decoding('OrderClosed.v1', data)).toThrow(DecodeError);
  });

  it('has metadata that say when and by whom wrongly', () => {
    const metadata = { ...(read(METADATA) as object), effectiveAt: '2026-01-31' };
    expect(() => decodeMetadata('OrderClosed.v1', metadata)).toThrow(
      'OrderClosed.v1: metadata effectiveAt is not an instant in UTC with milliseconds',
    );
  });
});

describe('what is not written', () => {
  it('is personal data in the clear', () => {
    const { decodesTo } = fixture('OrderResubmitted.v1');
    const inTheClear = {
      ...(decodesTo as object),
      supportContact: { plain: 'ada@example.com' },
    } as unknown as DomainEvent;
    expect(() => domainCodec.encode(inTheClear)).toThrow(EncodeError);
    expect(() => domainCodec.encode(inTheClear)).toThrow(/^OrderResubmitted: supportContact/);
  });
});
