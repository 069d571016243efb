import { PassingMap } from './passing-map.js';

const of = (...numbers: number[]): PassingMap<number, { readonly number: number }> => {
  const map = new PassingMap<number, { readonly number: number }>();
  for (const number of numbers) map.set(number, { number });
  return map;
};

describe('a map of what passes', () => {
  it('gives what was set last, until it is taken, and then no more', () => {
    const map = of(1, 2);
    map.set(1, { number: 10 });
    expect([map.get(1), map.size]).toEqual([{ number: 10 }, 2]);
    expect([map.take(1), map.take(1), map.get(1), map.size]).toEqual([{ number: 10 }, undefined, undefined, 1]);
  });

  it('is gone through from what was set first, also while it is emptied', () => {
    const map = of(3, 1, 2);
    const seen = [];
    for (const [key, { number }] of map) seen.push([key, number, map.take(key)?.number]);
    expect([seen, map.size]).toEqual([
      [
        [3, 3, 3],
        [1, 1, 1],
        [2, 2, 2],
      ],
      0,
    ]);
  });
});
