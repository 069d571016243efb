import type { CommandId } from '#kernel/ids.js';
import type { Subject } from '#vault/vault.js';
import { ThreadedWriteSide } from './threaded-write-side.js';
import type { AskedCommand } from './write-side.js';

/**
 * Keeps what it is asked, and says so: a command is answered with the thread's name; a held one once a preview is asked for.
 * Its metrics are what it was asked up to then.
 */
const PROGRAM = `
  import { parentPort as port, workerData } from 'node:worker_threads';
  const asked = [];
  const held = [];
  const answers = {
    carryOut: ({ payload }) => {
      if (payload.fails) throw new Error('refused by the store');
      return { body: workerData.name };
    },
    metrics: () => [{ name: workerData.name, asked: [...asked], written: workerData.written }],
  };
  port.on('message', (message) => {
    if (message === 'stop') process.exit(0);
    for (const [number, name, args] of message) {
      if (name !== 'metrics') asked.push(name);
      const answer = () => {
        try {
          port.postMessage([[number, 'done', answers[name]?.(...args)]]);
        } catch (error) {
          port.postMessage([[number, 'failed', { name: 'Error', message: error.message }]]);
        }
      };
      if (name === 'preview') for (const go of held.splice(0)) go();
      if (name === 'carryOut' && args[0].payload.held) held.push(answer);
      else answer();
    }
  });
  port.postMessage('ready');`;
const ENTRY = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`);

const context = { client: 'erp', idempotencyKey: 'k', correlationId: 'r', causationId: 'r', actor: 'intake:erp-1' };
const order = (payload: object = {}): AskedCommand => ({
  name: 'OrderSubscription',
  payload,
  context,
  writesFacts: false,
});
const on = (stream: string, more: Partial<AskedCommand> = {}): AskedCommand => ({ ...order(), stream, ...more });

interface Told {
  readonly name: string;
  readonly asked: readonly string[];
  readonly written: SharedArrayBuffer;
}

describe('a write side in threads', () => {
  let forgotten: Subject[];
  let writeSide: ThreadedWriteSide;

  beforeEach(() => {
    forgotten = [];
  });

  afterEach(() => writeSide.onApplicationShutdown());

  async function of(threads: number): Promise<void> {
    const eraser = { forget: (subject: Subject) => void forgotten.push(subject) };
    writeSide = new ThreadedWriteSide(threads, eraser, undefined, ENTRY);
    await writeSide.onModuleInit();
  }

  const decidedBy = async (asked: AskedCommand) => ((await writeSide.carryOut(asked)) as { body: string }).body;
  const told = async () => (await writeSide.metrics()) as unknown as readonly Told[];
  const askedOf = async () => Object.fromEntries((await told()).map(({ name, asked }) => [name, asked]));

  it('decides each stream in one of them, and all of them have some', async () => {
    await of(3);
    const streams = Array.from({ length: 60 }, (_, i) => `subscription-${i % 20}`);
    const deciders = await Promise.all(streams.map((stream) => decidedBy(on(stream))));
    expect(deciders.slice(20)).toEqual([...deciders.slice(0, 20), ...deciders.slice(0, 20)]);
    expect([...new Set(deciders)].sort()).toEqual(['write-side-1', 'write-side-2', 'write-side-3']);
  });

  it('keeps new streams together until 64 are under way, and then shares them out', async () => {
    await of(2);
    const answers: Promise<string>[] = [];
    const counted = async (more: number) => {
      for (let i = 0; i < more; i += 1) answers.push(decidedBy(order({ held: true })));
      await writeSide.reachStore();
      return Object.values(await askedOf()).map((asked) => asked.filter((name) => name === 'carryOut').length);
    };
    expect([await counted(64), await counted(1), await counted(75)]).toEqual([
      [64, 0],
      [64, 1],
      [70, 70],
    ]);
    // The first thread lets go of what it holds, and has room again.
    await writeSide.preview({} as never);
    expect(await counted(64)).toEqual([134, 70]);
    void Promise.allSettled(answers);
  });

  it('gives the answer of what others take facts from once every thread has heard of it', async () => {
    await of(3);
    const by = await decidedBy(on('plan-p-1', { writesFacts: true }));
    const others = ['write-side-1', 'write-side-2', 'write-side-3'].filter((name) => name !== by);
    expect(await askedOf()).toEqual({
      [by]: ['carryOut'],
      ...Object.fromEntries(others.map((name) => [name, ['caughtUpWithOwn']])),
    });
  });

  it('tells all threads of it also where the answer is a fault: it may have been written', async () => {
    await of(2);
    const failing = on('plan-p-1', { writesFacts: true, payload: { fails: true } });
    await expect(writeSide.carryOut(failing)).rejects.toThrow('refused by the store');
    expect(Object.values(await askedOf()).sort()).toEqual([['carryOut'], ['caughtUpWithOwn']]);
  });

  it('forgets a destroyed key everywhere before it says so', async () => {
    await of(2);
    await decidedBy(on('customer-c-1', { name: 'EraseCustomer', payload: { customerId: 'c-1' }, writesFacts: true }));
    expect(forgotten).toEqual(['customer:c-1']);
    expect(Object.values(await askedOf()).sort()).toEqual([['carryOut', 'forget'], ['forget']]);
  });

  it('asks of each what each has for itself, and of one what is the same everywhere', async () => {
    await of(2);
    await writeSide.seen(7n);
    await writeSide.reachStore();
    await writeSide.preview({} as never);
    const each = ['seen', 'reachStore'];
    expect(await askedOf()).toEqual({ 'write-side-1': [...each, 'preview'], 'write-side-2': each });
  });

  it('looks for a receipt where its stream is decided', async () => {
    await of(2);
    const by = await decidedBy(on('subscription-1'));
    await writeSide.receipt('subscription-1', 'c' as CommandId);
    expect((await askedOf())[by]).toEqual(['carryOut', 'receipt']);
  });

  it('has one memory for the position that its threads wrote', async () => {
    await of(2);
    const [one, other] = (await told()).map(({ written }) => new BigInt64Array(written));
    Atomics.store(one as BigInt64Array, 0, 9n);
    expect(Atomics.load(other as BigInt64Array, 0)).toBe(9n);
  });
});
