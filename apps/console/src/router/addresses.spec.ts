import { addressOfStream } from '../history/address-of-stream.js';
import { matchPath, withQuery } from './addresses.js';

describe('an address', () => {
  it('gives what stands in the places of its pattern', () =>
    expect(matchPath('/subscriptions/:id/:tab', '/subscriptions/a%20b/timeline')).toEqual({
      id: 'a b',
      tab: 'timeline',
    }));

  it('of another page does not match', () =>
    expect([matchPath('/due', '/projections'), matchPath('/due/:id', '/due')]).toEqual([undefined, undefined]));

  it('typed badly is taken as it stands', () => expect(matchPath('/:id', '/%E0%A4%A')).toEqual({ id: '%E0%A4%A' }));
});

describe('filters', () => {
  it('are put into the query, and taken out of it when empty', () => {
    const query = new URLSearchParams('status=active&limit=5');
    expect(withQuery('/subscriptions', query, { status: '', poNumber: 'PO 1' })).toBe(
      '/subscriptions?limit=5&poNumber=PO+1',
    );
    expect(withQuery('/subscriptions', new URLSearchParams(), { status: null })).toBe('/subscriptions');
  });
});

describe('a stream', () => {
  it('leads to the page about what it is of', () =>
    expect(['subscription-1-2', 'plan-057O1WW6525L347', 'customer-acme-9'].map(addressOfStream)).toEqual([
      '/subscriptions/1-2',
      '/service-plans/057O1WW6525L347',
      '/customers/acme-9',
    ]));

  it('of anything else leads nowhere', () =>
    expect(['cart-7', 'attempts-subscription-1', 'nothing'].map(addressOfStream)).toEqual([
      undefined,
      undefined,
      undefined,
    ]));
});
