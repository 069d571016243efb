import { jest } from '@jest/globals';
import { BusyError } from '../command.js';
import { StreamQueue } from './stream-queue.js';

function held<T>() {
  let release: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}

describe('commands on one stream', () => {
  it('take turns in the order they came, also behind one that fails', async () => {
    const queue = new StreamQueue();
    const first = held<void>();
    const order: string[] = [];
    const one = queue.inTurn('a', async () => {
      await first.promise;
      order.push('one');
      throw new Error('fault');
    });
    const two = queue.inTurn('a', async () => order.push('two'));
    const elsewhere = queue.inTurn('b', async () => order.push('elsewhere'));
    await elsewhere;
    first.release();
    await expect(one).rejects.toThrow('fault');
    await two;
    expect(order).toEqual(['elsewhere', 'one', 'two']);
  });

  it('are told to come back when 256 wait already', async () => {
    const queue = new StreamQueue();
    const first = held<void>();
    const waiting = Array.from({ length: 256 }, () => queue.inTurn('a', () => first.promise));
    await expect(queue.inTurn('a', async () => undefined)).rejects.toThrow(BusyError);
    first.release();
    await Promise.all(waiting);
    await expect(queue.inTurn('a', async () => 'done')).resolves.toBe('done');
  });

  it('give up a turn that comes after five seconds', async () => {
    const queue = new StreamQueue();
    let now = 0;
    const spy = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const first = held<void>();
    const begun = held<void>();
    const one = queue.inTurn('a', () => {
      begun.release();
      return first.promise;
    });
    await begun.promise;
    const two = expect(queue.inTurn('a', async () => 'late')).rejects.toThrow(BusyError);
    now = 5_001;
    first.release();
    await Promise.all([one, two]);
    spy.mockRestore();
  });
});
