import type { Caller } from '../http/caller.js';
import { ProblemError } from '../http/problem.js';
import { Owners } from './owners.js';
import { type Named, ResellerScope } from './reseller-scope.js';

const STREAMS: Readonly<Record<string, string>> = {
  'customer-mine': 'alpha',
  'customer-theirs': 'beta',
  'subscription-mine': 'alpha',
  'subscription-theirs': 'beta',
};

const named = (ids: Readonly<Record<string, string>>): Named => ids as unknown as Named;
let reads: string[] = [];
const readLast = async (stream: string) => {
  reads.push(stream);
  const resellerId = STREAMS[stream];
  return resellerId === undefined ? undefined : { metadata: { resellerId } };
};

const bound: Caller = { keyId: 'k', client: 'portal', role: 'intake', resellers: ['alpha', 'gamma'] };
const free: Caller = { ...bound, resellers: null };
let scope: ResellerScope;

beforeEach(() => {
  reads = [];
  scope = new ResellerScope(new Owners({ readLast } as never));
});

const asked = (caller: Caller, ids: Readonly<Record<string, string>>) =>
  scope.check(caller, named(ids)).then(
    () => 'within',
    (error: unknown) => (error instanceof ProblemError ? [error.problem.status, error.problem.what] : error),
  );

describe('a key bound to resellers', () => {
  it.each<[Readonly<Record<string, string>>, unknown]>([
    [{}, 'within'],
    [{ resellerId: 'gamma' }, 'within'],
    [{ resellerId: 'beta' }, [404, 'reseller']],
    [{ customerId: 'mine' }, 'within'],
    [{ customerId: 'theirs' }, [404, 'customer']],
    [{ customerId: 'nobodys' }, [404, 'customer']],
    [{ customerId: 'nobodys', resellerId: 'alpha' }, 'within'],
    [{ customerId: 'nobodys', resellerId: 'beta' }, [404, 'reseller']],
    [{ customerId: 'theirs', resellerId: 'alpha' }, [404, 'customer']],
    [{ subscriptionId: 'mine' }, 'within'],
    [{ subscriptionId: 'theirs' }, [404, 'subscription']],
    [{ subscriptionId: 'nobodys' }, [404, 'subscription']],
  ])('that names %p', async (ids, outcome) => expect(await asked(bound, ids)).toEqual(outcome));

  it("reads whose something is once, and what is nobody's again every time", async () => {
    for (const customerId of ['mine', 'mine', 'nobodys', 'nobodys']) await asked(bound, { customerId });
    expect(reads).toEqual(['customer-mine', 'customer-nobodys', 'customer-nobodys']);
  });
});

describe('a key bound to nothing', () => {
  it('is asked nothing', async () => {
    expect(await asked(free, { resellerId: 'beta', subscriptionId: 'theirs' })).toBe('within');
    expect(reads).toEqual([]);
  });
});
