import { takeRandom } from './random-pool.js';

const TAKEN = 1_000;

describe('random bytes out of the pool', () => {
  it('are as many as were asked for, and never the same twice, also where one pool ends and the next begins', () => {
    const taken = Array.from({ length: TAKEN }, () => takeRandom(12));
    expect(taken.every(({ length }) => length === 12)).toBe(true);
    expect(new Set(taken.map((bytes) => bytes.toString('hex'))).size).toBe(TAKEN);
  });

  it('stay as they are when others are taken', () => {
    const first = takeRandom(32);
    const before = first.toString('hex');
    for (let times = 0; times < TAKEN; times += 1) takeRandom(32);
    expect(first.toString('hex')).toBe(before);
    expect(first.every((byte) => byte === 0)).toBe(false);
  });
});
