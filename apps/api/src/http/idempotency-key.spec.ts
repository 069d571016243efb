import { readIdempotencyKey } from './idempotency-key.js';
import { ProblemError } from './problem.js';

const read = (given: unknown, required = true) => {
  try {
    return readIdempotencyKey(given, { required, pointer: '/idempotencyKey' });
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : error;
  }
};

describe('an idempotency key', () => {
  it('is taken as it is, blanks around it cut off', () => expect(read(' order-1 ')).toBe('order-1'));

  it.each([[undefined], [null], [''], ['  ']])('that is %p is missing where one is required', (given) => {
    expect([read(given), read(given, false)]).toEqual(['idempotency-key-missing', null]);
  });

  it.each([[5], [{}], ['schlüssel'], ['a\nb'], ['x'.repeat(256)]])('that is %p is malformed', (given) => {
    expect([read(given), read(given, false)]).toEqual(['invalid-request', 'invalid-request']);
  });

  it('has at most 255 characters', () => expect(read('x'.repeat(255))).toBe('x'.repeat(255)));
});
