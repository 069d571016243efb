import type { Instant } from '#kernel/instant.js';
import { csnStatusAt, nextCsnChange, nextOrderChange, orderStatusAt } from './answer-rules.js';

const acceptedAt = '2026-03-01T10:00:00.000Z' as Instant;
const orderAt = (poNumber: string, now: string) => orderStatusAt({ poNumber, acceptedAt }, now as Instant);
const csnAt = (csn: string, now: string) => csnStatusAt({ csn, acceptedAt }, now as Instant);

describe('an order at the vendor sandbox', () => {
  it('is active after one minute', () => {
    expect(orderAt('PO-1', '2026-03-01T10:00:59.999Z')).toEqual({ status: 'pending', at: acceptedAt });
    expect(orderAt('PO-1', '2026-03-01T10:01:00.000Z')).toEqual({ status: 'active', at: '2026-03-01T10:01:00.000Z' });
  });

  it('counts from the minute at which it became active, however late somebody asks', () => {
    expect(orderAt('PO-1', '2027-01-01T00:00:00.000Z')).toEqual({ status: 'active', at: '2026-03-01T10:01:00.000Z' });
  });

  it('takes six hours when it is slow', () => {
    expect(orderAt('SLOW-1', '2026-03-01T15:59:59.999Z')).toEqual({ status: 'pending', at: acceptedAt });
    expect(orderAt('SLOW-1', '2026-03-01T16:00:00.000Z')).toEqual({ status: 'active', at: '2026-03-01T16:00:00.000Z' });
  });

  it('is in review for two days', () => {
    expect(orderAt('REVIEW-1', '2026-03-01T10:00:00.000Z')).toEqual({ status: 'in-review', at: acceptedAt });
    expect(orderAt('REVIEW-1', '2026-03-03T09:59:59.999Z')).toEqual({ status: 'in-review', at: acceptedAt });
    expect(orderAt('REVIEW-1', '2026-03-03T10:00:00.000Z')).toEqual({
      status: 'active',
      at: '2026-03-03T10:00:00.000Z',
    });
  });

  it('fails with error 12, or with error 70', () => {
    expect(orderAt('FAIL-1', acceptedAt)).toMatchObject({ status: 'not-provisioned', error: { code: 12 } });
    expect(orderAt('FAIL70-1', acceptedAt)).toMatchObject({ status: 'not-provisioned', error: { code: 70 } });
  });

  it('tells when its answer changes next, and that a final one never does', () => {
    const next = (poNumber: string, now: string) => nextOrderChange({ poNumber, acceptedAt }, now as Instant);
    expect(next('PO-1', '2026-03-01T10:00:59.999Z')).toBe('2026-03-01T10:01:00.000Z');
    expect(next('PO-1', '2026-03-01T10:01:00.000Z')).toBeUndefined();
    expect(next('FAIL-1', acceptedAt)).toBeUndefined();
  });
});

describe('a CSN at the vendor sandbox', () => {
  it('is verified after one minute', () => {
    expect(csnAt('0000000001', '2026-03-01T10:00:59.999Z')).toEqual({ status: 'pending', at: acceptedAt });
    expect(csnAt('0000000001', '2026-03-01T10:01:00.000Z')).toEqual({
      status: 'verified',
      at: '2026-03-01T10:01:00.000Z',
    });
  });

  it('is rejected when it ends in 9999', () => {
    expect(csnAt('0000009999', acceptedAt)).toEqual({ status: 'rejected', at: acceptedAt });
  });

  it('is revoked a day after it was verified when it ends in 8888', () => {
    expect(csnAt('0000008888', '2026-03-02T10:00:59.999Z')).toEqual({
      status: 'verified',
      at: '2026-03-01T10:01:00.000Z',
    });
    expect(csnAt('0000008888', '2026-03-02T10:01:00.000Z')).toEqual({
      status: 'revoked',
      at: '2026-03-02T10:01:00.000Z',
    });
    expect(nextCsnChange({ csn: '0000008888', acceptedAt }, '2026-03-01T10:01:00.000Z' as Instant)).toBe(
      '2026-03-02T10:01:00.000Z',
    );
  });
});
