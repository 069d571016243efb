import { parseKeyRecords } from './key-record.js';

const record = {
  id: 'intake-1',
  client: 'intake',
  role: 'intake',
  resellers: null,
  sha256: 'ab'.repeat(32),
  createdAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
};

describe('the keys file', () => {
  it('is a list of keys', () => {
    const bound = { ...record, id: 'intake-2', resellers: ['r-1', 'r-2'] };
    expect(parseKeyRecords(JSON.stringify([record, bound]))).toEqual([record, bound]);
  });

  it.each([
    ['{}', 'it is not a list of keys'],
    ['[1]', 'key 1 is not an object'],
    [JSON.stringify([record, { ...record, role: 'root' }]), 'key 2: role is not usable'],
    [JSON.stringify([{ ...record, sha256: 'secret' }]), 'key 1: sha256 is not usable'],
    [JSON.stringify([{ ...record, resellers: 'all' }]), 'key 1: resellers is not usable'],
    [JSON.stringify([{ ...record, role: 'operations', resellers: ['r-1'] }]), 'key 1: resellers is not usable'],
  ])('%s is told what is wrong with it', (text, fault) => {
    expect(() => parseKeyRecords(text)).toThrow(fault);
  });
});
