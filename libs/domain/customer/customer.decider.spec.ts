import type { Csn, CustomerId, ResellerId } from '../../kernel/ids.js';
import { type Personal, plain } from '../../kernel/personal.js';
import { customer, customerId, instant, reseller, resellerId } from '../testing/fixtures.js';
import type { RegisterCustomer } from './customer.commands.js';
import { decideCustomer, decideErasure } from './customer.decider.js';
import type { CustomerDetails, Distinctness } from './customer.events.js';
import { evolveCustomer } from './customer.evolve.js';
import type { CustomerState } from './customer.state.js';

const now = instant('2016-06-01T00:00:00.000Z');
const { details, distinctness } = customer;
const otherClaim = { claim: 'another-claim' };
const register = (changed: Partial<CustomerDetails> = {}, asked: Distinctness = distinctness): RegisterCustomer => ({
  type: 'RegisterCustomer',
  customerId,
  resellerId,
  details: { ...details, ...changed },
  distinctness: asked,
});
const decide = (state: CustomerState | undefined, command: RegisterCustomer) =>
  decideCustomer(state, command, { reseller }, now);
const changedTo = (
  changed: Partial<CustomerDetails>,
  kept: { readonly distinctness: Distinctness; readonly releasedClaim: string | null },
) => ({
  outcome: 'accepted',
  events: [
    { type: 'CustomerChanged', customerId, resellerId, details: { ...details, ...changed }, ...kept, changedAt: now },
  ],
});
const sealed: Personal = { sealed: 'x' };

describe('registering a customer', () => {
  it('registers it with its claim, for this reseller for ever', () => {
    const event = {
      type: 'CustomerRegistered',
      customerId,
      resellerId,
      details,
      distinctness,
      registeredAt: now,
    } as const;
    expect(decide(undefined, register())).toEqual({ outcome: 'accepted', events: [event] });
    expect(evolveCustomer(undefined, event, now)).toEqual(customer);
  });

  it('that is confirmed to be distinct needs no claim, and says so', () =>
    expect(decide(undefined, register({}, { confirmedDistinct: true }))).toMatchObject({
      outcome: 'accepted',
      events: [{ type: 'CustomerRegistered', distinctness: { confirmedDistinct: true } }],
    }));

  it('twice changes nothing', () => expect(decide(customer, register())).toEqual({ outcome: 'no-effect' }));

  it('twice changes nothing, also with a CSN instead of an address', () => {
    const withCsn = { csn: '0070176510' as Csn, address: null };
    const known = { ...customer, details: { ...details, ...withCsn } };
    expect(decide(known, register(withCsn))).toEqual({ outcome: 'no-effect' });
    expect(decide(known, register({ ...withCsn, address: plain('1 Market St') }))).toMatchObject({
      outcome: 'accepted',
    });
    expect(decide(known, register({ ...withCsn, csn: '0070176511' as Csn }))).toMatchObject({ outcome: 'accepted' });
  });

  it('of an unknown reseller is refused', () =>
    expect(decideCustomer(undefined, register(), { reseller: undefined }, now)).toEqual({
      outcome: 'refused',
      refusal: { code: 'not-found', what: 'reseller', resellerId },
    }));

  it('again with another reseller is refused: a customer never changes its reseller', () =>
    expect(
      decideCustomer(customer, { ...register(), resellerId: 'reseller-2' as ResellerId }, { reseller }, now),
    ).toEqual({
      outcome: 'refused',
      refusal: { code: 'customer-of-another-reseller', customerId: 'customer-1' as CustomerId },
    }));
});

describe("changing a customer's details", () => {
  it.each<[string, Partial<CustomerDetails>]>([
    ['address', { address: plain('2 Market St') }],
    ['country', { country: 'CA' }],
    ['CSN instead of the address', { csn: '0070176510' as Csn, address: null }],
    ['spelling of the name', { name: plain('ACME works') }],
  ])('keeps the claim while name and postal code are the same: %s', (_what, changed) => {
    const kept = { distinctness, releasedClaim: null };
    expect(decide(customer, register(changed))).toEqual(changedTo(changed, kept));
    expect(decide(customer, register(changed, { confirmedDistinct: true }))).toEqual(changedTo(changed, kept));
  });

  it.each<[string, Partial<CustomerDetails>]>([
    ['name', { name: plain('Zenith') }],
    ['postal code', { postalCode: plain('10001') }],
  ])('of the %s takes the new claim and releases the old', (_what, changed) => {
    expect(decide(customer, register(changed, otherClaim))).toEqual(
      changedTo(changed, { distinctness: otherClaim, releasedClaim: 'claim-of-acme' }),
    );
    expect(decide(customer, register(changed, { confirmedDistinct: true }))).toEqual(
      changedTo(changed, { distinctness: { confirmedDistinct: true }, releasedClaim: 'claim-of-acme' }),
    );
  });

  it('of a customer without a claim releases none', () =>
    expect(
      decide({ ...customer, distinctness: { confirmedDistinct: true } }, register({ country: 'CA' }, otherClaim)),
    ).toEqual(changedTo({ country: 'CA' }, { distinctness: otherClaim, releasedClaim: null })));

  it('is a change where the old ones can not be opened any more', () =>
    expect(decide({ ...customer, details: { ...details, name: sealed } }, register())).toEqual(
      changedTo({}, { distinctness, releasedClaim: null }),
    ));
});

describe('erasing a customer', () => {
  const subject = `customer:${customerId}` as const;
  const erase = (state: CustomerState | undefined) =>
    decideErasure(state, { type: 'EraseCustomer', customerId, reason: 'asked for' }, now);
  const erased = evolveCustomer(
    customer,
    { type: 'PersonalDataErased', subject, reason: 'asked for', erasedAt: now },
    now,
  );

  it('says so in the history, once', () => {
    const event = { type: 'PersonalDataErased', subject, reason: 'asked for', erasedAt: now };
    expect(erase(customer)).toEqual({ outcome: 'accepted', events: [event] });
    expect(erase(erased)).toEqual({ outcome: 'no-effect' });
    expect(erase(undefined)).toEqual({
      outcome: 'refused',
      refusal: { code: 'not-found', what: 'customer', customerId },
    });
  });

  it('leaves nothing of who it was, and no way back', () => {
    const gone = { erased: true };
    expect(erased).toEqual({
      ...customer,
      details: { ...details, name: gone, postalCode: gone, address: details.address === null ? null : gone },
    });
    expect(decide(erased, register())).toEqual({
      outcome: 'refused',
      refusal: { code: 'personal-data-erased', subject },
    });
  });
});
