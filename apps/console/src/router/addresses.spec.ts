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
