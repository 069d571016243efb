import { setImmediate as turn } from 'node:timers/promises';
import { type Share, Slots } from './slots.js';

/** Notes what begins, and how much is under way at once. */
function workshop() {
  const begun: string[] = [];
  const under = { way: 0, most: 0 };
  const work =
    (name: string, fails = false) =>
    async () => {
      begun.push(name);
      under.way += 1;
      under.most = Math.max(under.most, under.way);
      await turn();
      under.way -= 1;
      if (fails) throw new Error('a fault');
    };
  const all = (share: Share, name: string, count: number) =>
    Array.from({ length: count }, (_, place) => share.use(work(`${name}${place}`)));
  return { begun, under, work, all };
}

describe('slots', () => {
  it('let so many work at once, and the next one as soon as one is done, also by a fault', async () => {
    const { under, work } = workshop();
    const share = new Slots(() => 2).share();
    const all = await Promise.allSettled(
      [true, false, true, false, false].map((fails) => share.use(work('one', fails))),
    );
    expect([under.most, all.filter(({ status }) => status === 'fulfilled').length]).toEqual([2, 3]);
  });

  it('are so many for all who have a share together', async () => {
    const { begun, under, all } = workshop();
    const slots = new Slots(() => 3);
    await Promise.all([...all(slots.share(), 'a', 10), ...all(slots.share(), 'b', 10), ...all(slots.share(), 'c', 10)]);
    expect([under.most, begun.length]).toEqual([3, 30]);
  });

  it('go in turn: who comes later with little does not wait for all that an earlier one has', async () => {
    const { begun, all } = workshop();
    const slots = new Slots(() => 2);
    await Promise.all([...all(slots.share(), 'a', 8), ...all(slots.share(), 'b', 3), ...all(slots.share(), 'c', 1)]);
    expect(begun).toEqual(['a0', 'a1', 'a2', 'b0', 'c0', 'a3', 'b1', 'a4', 'b2', 'a5', 'a6', 'a7']);
  });

  it('become fewer and more while they are used: what is under way comes to its end, what waits begins', async () => {
    const under = { way: 0 };
    let max = 4;
    const ends: (() => void)[] = [];
    const share = new Slots(() => max).share();
    const all = Array.from({ length: 12 }, () =>
      share.use(async () => {
        under.way += 1;
        await new Promise<void>((end) => ends.push(end));
        under.way -= 1;
      }),
    );
    const seen: number[] = [];
    const endOne = async () => {
      ends.shift()?.();
      await turn();
      seen.push(under.way);
    };
    await turn();
    max = 2;
    for (let count = 0; count < 4; count += 1) await endOne();
    max = 5;
    for (let count = 0; count < 8; count += 1) await endOne();
    await Promise.all(all);
    expect(seen).toEqual([3, 2, 2, 2, 5, 5, 5, 4, 3, 2, 1, 0]);
  });

  it('are all of the only one who asks, also after others were there', async () => {
    const { under, all } = workshop();
    const slots = new Slots(() => 4);
    await Promise.all([...all(slots.share(), 'a', 9), ...all(slots.share(), 'b', 9)]);
    under.most = 0;
    await Promise.all(all(slots.share(), 'c', 9));
    expect(under.most).toBe(4);
  });
});
