import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

const PASSING = 20_000;
const UNDER_WAY = 64;
const COLLECTED_EVERY = 1_000;
/** Of one value, at least. */
const VALUE_BYTES = 800;

/** Collections of the young only, as most are. */
function collectYoung(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  collect({ type: 'minor' });
  collect({ type: 'minor' });
}

/** Bytes that are in memory still of each value that passed through. */
function leftBehind(set: (key: number, value: object) => void, remove: (key: number) => void): number {
  collectYoung();
  const before = process.memoryUsage().heapUsed;
  for (let key = 0; key < PASSING; key += 1) {
    set(key, { numbers: new Array(VALUE_BYTES / 8).fill(key) });
    if (key >= UNDER_WAY) remove(key - UNDER_WAY);
    if (key % COLLECTED_EVERY === 0) collectYoung();
  }
  collectYoung();
  return (process.memoryUsage().heapUsed - before) / PASSING;
}

describe('what was taken out of a map of what passes', () => {
  it('is cleared away with the young: of a plain map, all of it would be left', () => {
    const map = new PassingMap<number, object>();
    const left = leftBehind(
      (key, value) => map.set(key, value),
      (key) => map.take(key),
    );
    expect(left).toBeLessThan(VALUE_BYTES / 4);
  });
});
