import { Slots } from './slots.js';

describe('slots', () => {
  it('let so many work at once, and the next one as soon as one is done, also by a fault', async () => {
    const slots = new Slots(2);
    let atOnce = 0;
    let most = 0;
    const work = async (fails: boolean) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      if (fails) throw new Error('a fault');
      return 'done';
    };
    const all = await Promise.allSettled(
      [true, false, true, false, false].map((fails) => slots.use(() => work(fails))),
    );
    expect([most, all.filter(({ status }) => status === 'fulfilled').length]).toEqual([2, 3]);
  });
});
