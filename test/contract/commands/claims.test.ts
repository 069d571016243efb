import { RegisterCustomerCommand } from '#commands/customer/register-customer.js';
import type { Payloads } from '#commands/payloads.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import type { CustomerId, ResellerId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { customerPayload, fresh, MARCH_1, type Market, openMarket } from './market.js';
import {
  accepted,
  answerOf,
  asking,
  type CommandProcess,
  CommandsUnderTest,
  refusalOf,
  typesOf,
} from './running-commands.js';

let system: CommandsUnderTest;
let one: CommandProcess;
let other: CommandProcess;
let resellerId: ResellerId;

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  [one, other] = await Promise.all([system.process(MARCH_1), system.process(MARCH_1)]);
  resellerId = (await openMarket(one)).resellerId;
});

afterAll(() => system?.stop());

type Over = Partial<Payloads['RegisterCustomer']>;

const somebody = (): Market => ({ resellerId, customerId: fresh('customer') as CustomerId });

const registering = (market: Market, over: Over = {}, key: string | null = null) =>
  new RegisterCustomerCommand(customerPayload(market, over), asking(key));

const register = (market: Market, over: Over = {}, process = one) => process.execute(registering(market, over));

const duplicateOf = ({ customerId }: Market) => ({ code: 'duplicate-customer', existingCustomerId: customerId });

describe('a likely duplicate', () => {
  it('is refused until the caller confirms that it is none', async () => {
    const [first, second] = [somebody(), somebody()];
    accepted(await register(first, { name: 'Straße & Co.', postalCode: 'SW1A 1AA' }));
    const alike = { name: '  STRASSE   co ', postalCode: 'sw1a-1aa' };
    expect(refusalOf(await register(second, alike, other))).toEqual(duplicateOf(first));
    expect(await typesOf(one.reader, `customer-${second.customerId}`)).toEqual([]);
    const confirmed = accepted(await register(second, { ...alike, confirmDistinct: true }));
    expect(confirmed).toMatchObject({ created: true, state: { distinctness: { confirmedDistinct: true } } });
  });

  it('is none at another reseller, or with another postal code', async () => {
    const elsewhere = await openMarket(one);
    const name = fresh('Same Name');
    accepted(await register(somebody(), { name }));
    accepted(await register({ ...somebody(), resellerId: elsewhere.resellerId }, { name }));
    accepted(await register(somebody(), { name, postalCode: '10001' }));
  });

  it('asked for by two processes at once is one customer', async () => {
    const [first, second] = [somebody(), somebody()];
    const over = { name: fresh('Race') };
    const answers = await Promise.all([register(first, over), register(second, over, other)]);
    const winner = answers[0]?.outcome === 'accepted' ? first : second;
    expect(answers.map(refusalOf).filter(Boolean)).toEqual([duplicateOf(winner)]);
  });
});

describe('a customer', () => {
  it('put again as it is changes nothing, though sealed texts differ each time', async () => {
    const market = somebody();
    const first = accepted(await register(market));
    const again = accepted(await register(market, {}, other));
    expect(again).toEqual({ ...first, created: false, changed: false });
    expect(await typesOf(one.reader, `customer-${market.customerId}`)).toEqual(['CustomerRegistered']);
  });

  it('that changes its name takes the new claim first and gives the old one free', async () => {
    const [market, next] = [somebody(), somebody()];
    const [old, later] = [fresh('Old Name'), fresh('New Name')];
    accepted(await register(market, { name: old }));
    accepted(await register(market, { name: later }));
    expect(refusalOf(await register(next, { name: later }, other))).toEqual(duplicateOf(market));
    accepted(await register(next, { name: old }, other));
  });

  it('that takes its old name back keeps both its claims right', async () => {
    const [market, next] = [somebody(), somebody()];
    const [a, b] = [fresh('A'), fresh('B')];
    for (const name of [a, b, a]) accepted(await register(market, { name }));
    expect(refusalOf(await register(next, { name: a }, other))).toEqual(duplicateOf(market));
    accepted(await register(next, { name: b }, other));
  });

  it('that takes its old name back in another process keeps it from being given free by the first', async () => {
    const [market, next] = [somebody(), somebody()];
    const [a, b] = [fresh('A'), fresh('B')];
    accepted(await register(market, { name: a }));
    one.appender.after = async ({ stream }) => {
      if (stream !== `customer-${market.customerId}`) return;
      one.appender.after = () => undefined;
      accepted(await register(market, { name: a }, other));
    };
    accepted(await register(market, { name: b }));
    expect(refusalOf(await register(next, { name: a }, other))).toEqual(duplicateOf(market));
  });

  it('killed between claim and registration is registered by a repeat', async () => {
    const market = somebody();
    const name = fresh('Orphan');
    one.appender.before = ({ stream }) => {
      if (stream === `customer-${market.customerId}`) throw new StoreUnavailableError('away');
    };
    await expect(one.execute(registering(market, { name }, 'k'))).rejects.toThrow(StoreUnavailableError);
    one.appender.before = () => undefined;
    expect(refusalOf(await register(somebody(), { name }, other))).toEqual(duplicateOf(market));
    const first = await other.execute(registering(market, { name }, 'k'));
    expect(accepted(first)).toMatchObject({ created: true, replayed: false });
    expect(answerOf(await one.execute(registering(market, { name }, 'k')))).toEqual(answerOf(first));
  });

  it('never changes its reseller, and needs one that exists; neither takes a claim', async () => {
    const market = somebody();
    accepted(await register(market));
    const elsewhere = await openMarket(one);
    const name = fresh('Unclaimed');
    const moved = await register({ ...market, resellerId: elsewhere.resellerId }, { name });
    expect(refusalOf(moved)).toEqual({ code: 'customer-of-another-reseller', customerId: market.customerId });
    const nobody = 'nobody' as ResellerId;
    expect(refusalOf(await register({ ...somebody(), resellerId: nobody }, { name }))).toEqual({
      code: 'not-found',
      what: 'reseller',
      resellerId: nobody,
    });
    accepted(await register({ ...somebody(), resellerId: elsewhere.resellerId }, { name }));
  });

  it('has its name and address in the history only sealed, in the data and in the payload', async () => {
    const market = somebody();
    const over = { name: 'Secret Name', address: 'Secret Street 1', postalCode: 'S3CR3T' };
    accepted(await register(market, over));
    const events = await one.reader.readStream(`customer-${market.customerId}`);
    const text = JSON.stringify(events, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of Object.values(over)) expect(text).not.toContain(secret);
    const payload = events[0]?.metadata.payload as { name: { sealed: string }; country: string };
    const vault: Vault = other.module.get(VAULT, { strict: false });
    expect(await vault.open(`customer:${market.customerId}`, payload.name)).toBe('Secret Name');
    expect(payload.country).toBe('US');
  });
});
