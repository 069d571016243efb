import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { BusyError, RevisionMismatchError } from '#commands/command.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import { answerCalls } from './answer-calls.js';
import { Calls } from './calls.js';
import type { AskedCommand, CommandAnswer, WriteSideThread } from './write-side.js';

const context = { client: 'erp', idempotencyKey: 'k', correlationId: 'r', causationId: 'r', actor: 'intake:erp-1' };
const asked = (quantity: number): AskedCommand => ({
  name: 'AddSeats',
  payload: { quantity },
  context,
  stream: 'subscription-s-1',
  writesFacts: false,
});
const answerTo = (body: object): CommandAnswer => ({
  outcome: 'accepted',
  status: 200,
  body: JSON.stringify(body),
  revision: 3,
  replayed: false,
});

describe('calls of the write side', () => {
  let here: MessagePort;
  let there: MessagePort;
  let calls: Calls;
  let messages: number;

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    [here, there, messages] = [port1, port2, 0];
    calls = new Calls(here);
    here.on('message', (answers) => {
      messages += 1;
      calls.take(answers);
    });
  });

  afterEach(() => {
    here.close();
  });

  /** @returns how many calls came in each message. */
  function answeredBy(some: Partial<WriteSideThread>): readonly number[] {
    const sizes: number[] = [];
    const answer = answerCalls(there, some as WriteSideThread);
    there.on('message', (batch) => {
      sizes.push(batch.length);
      answer(batch);
    });
    return sizes;
  }

  const failing = (error: unknown) => {
    answeredBy({ carryOut: () => Promise.reject(error) });
    return calls.ask('carryOut', asked(1)).then(
      () => undefined,
      (thrown: unknown) => thrown as Error & Record<string, unknown>,
    );
  };

  it('come back to whoever asked, whatever is answered first', async () => {
    let first = () => {};
    const held = new Promise<void>((resolve) => {
      first = resolve;
    });
    answeredBy({
      async carryOut({ payload }) {
        if ('quantity' in payload && payload.quantity === 1) await held;
        return answerTo(payload);
      },
    });
    const one = calls.ask('carryOut', asked(1));
    expect(await calls.ask('carryOut', asked(2))).toEqual(answerTo({ quantity: 2 }));
    first();
    expect(await one).toEqual(answerTo({ quantity: 1 }));
  });

  it('go over in one message a turn, both ways, and begin in their order', async () => {
    const begun: unknown[] = [];
    const sizes = answeredBy({
      carryOut: async ({ payload }) => {
        begun.push(payload);
        return answerTo(payload);
      },
    });
    const all = [1, 2, 3].map((quantity) => calls.ask('carryOut', asked(quantity)));
    await Promise.all(all);
    expect([sizes, messages, begun]).toEqual([[3], 1, [{ quantity: 1 }, { quantity: 2 }, { quantity: 3 }]]);
    await calls.ask('carryOut', asked(4));
    expect([sizes, messages]).toEqual([[3, 1], 2]);
  });

  it('may name positions, which are bigger than a number', async () => {
    const seen: bigint[] = [];
    answeredBy({ seen: async (position) => void seen.push(position) });
    await calls.ask('seen', 2n ** 60n);
    expect(seen).toEqual([2n ** 60n]);
  });

  it('fail with a fault of the very class, and all that it says', async () => {
    const error = await failing(new RevisionMismatchError('subscription-1', 7));
    expect(error).toBeInstanceOf(RevisionMismatchError);
    expect(error).toMatchObject({ stream: 'subscription-1', revision: 7, message: 'subscription-1 is at revision 7' });
  });

  it.each([BusyError, StoreUnavailableError])('fail with %p where they did', async (Fault) => {
    expect(await failing(new Fault('why'))).toBeInstanceOf(Fault);
  });

  it('fail with message, stack and causes of what nobody expected', async () => {
    const error = await failing(new TypeError('x is undefined', { cause: new Error('the disk') }));
    expect(error).toBeInstanceOf(Error);
    expect(error?.message).toBe('x is undefined');
    expect(error?.stack).toMatch(/calls\.spec.*caused by Error: the disk.*calls\.spec/s);
  });

  it('do not spoil those of the same turn with an answer that can not go over', async () => {
    answeredBy({
      carryOut: async ({ payload }) =>
        'bad' in payload ? { ...answerTo(payload), body: (() => undefined) as never } : answerTo(payload),
    });
    const bad = calls.ask('carryOut', { ...asked(1), payload: { bad: true } });
    const good = calls.ask('carryOut', asked(2));
    await expect(bad).rejects.toThrow(/could not be cloned/);
    expect(await good).toEqual(answerTo({ quantity: 2 }));
  });

  it('do not spoil those of the same turn with what can not be asked', async () => {
    answeredBy({ carryOut: async ({ payload }) => answerTo(payload) });
    const bad = calls.ask('carryOut', { ...asked(1), payload: { never: () => undefined } });
    const good = calls.ask('carryOut', asked(2));
    await expect(bad).rejects.toThrow(/could not be cloned/);
    expect(await good).toEqual(answerTo({ quantity: 2 }));
  });

  it('all hear it when nobody answers any more, also those that come later', async () => {
    const open = calls.ask('reachStore');
    await once(there, 'message');
    calls.end(new Error('it is gone'));
    await expect(open).rejects.toThrow('it is gone');
    await expect(calls.ask('reachStore')).rejects.toThrow('it is gone');
  });
});
