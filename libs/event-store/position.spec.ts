import { ForeignPositionError, formatPosition, MalformedPositionError, parsePosition } from './position.js';

const STORE = 'd7c0270b-ef4f-435a-aaec-945c5ea56409';
const OTHER = '00000000-0000-4000-8000-000000000000';

describe('a position', () => {
  it.each([0n, 1n, 4_711n, 2n ** 63n - 1n])('says its commit again: %p', (commit) => {
    expect(parsePosition(STORE, formatPosition(STORE, commit))).toBe(commit);
  });

  it('is safe in a header and in a URL', () => {
    expect(formatPosition(STORE, 4_711n)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('of another store is said to be of that one', () => {
    expect(() => parsePosition(STORE, formatPosition(OTHER, 1n))).toThrow(new ForeignPositionError(OTHER));
  });

  it.each([
    ['empty', ''],
    ['a number', '4711'],
    ['not this alphabet', '§$%'],
    ['too long', 'A'.repeat(101)],
    ['without a commit', Buffer.from(`${STORE}:`).toString('base64url')],
    ['negative', Buffer.from(`${STORE}:-1`).toString('base64url')],
    ['written with leading zeros', Buffer.from(`${STORE}:007`).toString('base64url')],
    ['beyond what a store counts to', Buffer.from(`${STORE}:${2n ** 63n}`).toString('base64url')],
    ['with something behind', `${formatPosition(STORE, 1n)}A`],
  ])('is none: %s', (_, text) => {
    expect(() => parsePosition(STORE, text)).toThrow(MalformedPositionError);
  });
});
