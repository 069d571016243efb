import type { ProductId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import { LineOrder } from './line-order.js';
import { readsPlan, readsReseller, readsSomePlan, type Touch, writesPlan, writesSubscription } from './touches.js';

const plan = (id: string) => id as ProductId;
const subscription = (id: string) => writesSubscription(id as SubscriptionId);

/** Begins the lines in order, ends them one by one, and says which were free to run before each end. */
async function run(lines: readonly (readonly Touch[])[]): Promise<readonly (readonly number[])[]> {
  const order = new LineOrder();
  const free: number[] = [];
  const ends = lines.map((touches, line) => {
    let end = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    void order.after(touches, done).then(() => free.push(line));
    return end;
  });
  const seen: number[][] = [];
  for (const end of ends) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push([...free].sort());
    end();
  }
  return seen;
}

describe('the order of bulk lines', () => {
  it('lets lines go side by side that touch nothing in common', async () => {
    expect(await run([[subscription('a')], [subscription('b')], []])).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('makes a line wait for all earlier ones that write what it writes', async () => {
    expect(await run([[subscription('a')], [subscription('a')], [subscription('a')]])).toEqual([
      [0],
      [0, 1],
      [0, 1, 2],
    ]);
  });

  it('makes a reader wait for a writer, and a writer for all readers', async () => {
    const reads = [readsPlan(plan('p'))];
    const writes = writesPlan(plan('p'));
    expect(await run([reads, reads, writes, reads])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ]);
  });

  it('makes a line that reads some plan wait for every change of any plan, and the next change for it', async () => {
    const lines = [writesPlan(plan('p')), writesPlan(plan('q')), [readsSomePlan], writesPlan(plan('r'))];
    expect(await run(lines)).toEqual([
      [0, 1],
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ]);
  });

  it('never makes an earlier line wait for a later one', async () => {
    const both = [readsReseller('r' as ResellerId), subscription('a')];
    expect(await run([both, [subscription('b')], both])).toEqual([
      [0, 1],
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('remembers nothing of lines that are done', async () => {
    const order = new LineOrder();
    let ends: (() => void)[] = [];
    for (let line = 0; line < 1_000; line += 1) {
      const done = new Promise<void>((end) => ends.push(end));
      void order.after([readsPlan(plan('p')), subscription(`s-${line}`), subscription(`s-${line % 7}`)], done);
      if (line % 10 === 9) {
        for (const end of ends) end();
        ends = [];
        await new Promise((resolve) => setImmediate(resolve));
        expect(order.size).toBe(0);
      }
    }
  });
});
