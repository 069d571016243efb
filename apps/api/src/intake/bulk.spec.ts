import { Readable } from 'node:stream';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import type { Caller } from '../http/caller.js';
import { InteractiveLoad } from '../http/interactive-load.js';
import { Stopping } from '../http/stopping.js';
import { Bulk } from './bulk.js';
import { type Asked, Intake } from './intake.js';

const caller: Caller = { keyId: 'intake-1', client: 'intake', role: 'intake', resellers: null };

/** An intake that reads as the real one does, and carries out as it is told. */
function intakeThat(carryOut: (asked: Asked) => Promise<object>): Intake {
  const notHere = () => Promise.reject(new Error('not here'));
  const intake = new Intake({ carryOut: notHere } as never, { check: notHere } as never);
  intake.carryOut = async (asked) => ({
    status: 200,
    body: JSON.stringify(await carryOut(asked)),
    revision: 0,
    replayed: false,
  });
  return intake;
}

async function answersTo(
  lines: readonly string[],
  intake: Intake,
  signal = new AbortController().signal,
  interactive = new InteractiveLoad(),
) {
  const answers: { line: number; status: number; result?: object; problem?: { code: string } }[] = [];
  const body = Readable.from([Buffer.from(lines.join('\n'))]);
  for await (const some of new Bulk(intake, new Stopping(), interactive).carryOut({
    body,
    caller,
    requestId: 'r',
    signal,
  })) {
    answers.push(
      ...some
        .trim()
        .split('\n')
        .map((answer) => JSON.parse(answer)),
    );
  }
  return answers;
}

/** Lines without end, and how many of them were taken. */
function endless() {
  const taken = { lines: 0, ended: false };
  async function* body(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        taken.lines += 1;
        yield Buffer.from(`${assign(taken.lines, `s-${taken.lines}`)}\n`);
      }
    } finally {
      taken.ended = true;
    }
  }
  return { taken, body: body() };
}

const signal = new AbortController().signal;

const assign = (key: number, subscriptionId: string) =>
  JSON.stringify({
    idempotencyKey: `k-${key}`,
    command: 'AssignLicense',
    payload: { subscriptionId, endUserId: 'ada' },
  });

const some = (count: number) => Array.from({ length: count }, (_, index) => assign(index, `s-${index}`));

describe('a bulk without end', () => {
  it('is answered while it comes, and read no further ahead than its answers are', async () => {
    const { taken, body } = endless();
    const bulk = new Bulk(
      intakeThat(async () => ({})),
      new Stopping(),
      new InteractiveLoad(),
    );
    const answers = bulk.carryOut({ body, caller, requestId: 'r', signal })[Symbol.asyncIterator]();
    const first = await answers.next();
    expect(String(first.value)).toMatch(/^\{"line":1,/);
    for (let turns = 0; turns < 5_000; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const ahead = taken.lines;
    expect(ahead).toBeLessThan(768 + 2 * 64);
    for (let some = 0; some < 20; some += 1) await answers.next();
    expect(taken.lines).toBeGreaterThan(ahead);
    await answers.return?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken.ended).toBe(true);
  });

  it('that breaks off has answers to what came before, and then the fault', async () => {
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${assign(1, 's')}\n${assign(2, 's').slice(0, -1)}`);
      throw new Error('cut');
    }
    const carriedOut: string[] = [];
    const intake = intakeThat(async ({ context }) => ({ key: carriedOut.push(context.idempotencyKey ?? '') }));
    const answers = new Bulk(intake, new Stopping(), new InteractiveLoad()).carryOut({
      body: body(),
      caller,
      requestId: 'r',
      signal,
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const some of answers) seen.push(some);
    };
    await expect(reading()).rejects.toThrow('cut');
    expect([seen.length, carriedOut]).toEqual([1, ['k-1']]);
  });
});

describe('bulk lines', () => {
  it.each([
    ['while nobody else asks', false, 512],
    ['beside others who ask', true, 128],
  ])('are carried out side by side, %s, and answered in order', async (_when, othersAsk, atOnceMax) => {
    const interactive = new InteractiveLoad();
    if (othersAsk) interactive.noteRequest();
    let [begun, atOnce, most] = [0, 0, 0];
    const waiting: (() => void)[] = [];
    // The last ones first, once as many are under way as may be.
    const goOn = () => {
      for (const go of waiting.splice(0).reverse()) go();
    };
    const intake = intakeThat(async ({ payload }) => {
      begun += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      if (atOnce === atOnceMax || begun === 3_000) setTimeout(goOn, 1);
      await new Promise<void>((go) => waiting.push(go));
      atOnce -= 1;
      return payload;
    });
    const answers = await answersTo(some(3_000), intake, signal, interactive);
    expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
    expect(answers.at(-1)?.result).toEqual({ subscriptionId: 's-2999', endUserId: 'ada' });
    expect(most).toBe(atOnceMax);
  });

  it('of several requests are at most 512 at once together, and the short one does not wait for the long one', async () => {
    let atOnce = 0;
    let most = 0;
    const intake = intakeThat(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      // Lines are read 64 a turn.
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return {};
    });
    const bulk = new Bulk(intake, new Stopping(), new InteractiveLoad());
    const ended: string[] = [];
    const send = async (name: string, lines: number) => {
      const body = Readable.from([Buffer.from(some(lines).join('\n'))]);
      let answers = 0;
      for await (const text of bulk.carryOut({ body, caller, requestId: name, signal })) {
        answers += text.trim().split('\n').length;
      }
      ended.push(name);
      return answers;
    };
    expect(await Promise.all([send('long', 3_000), send('short', 100)])).toEqual([3_000, 100]);
    expect([most, ended]).toEqual([512, ['short', 'long']]);
  });

  it('of one subscription are carried out one after the other', async () => {
    const done: string[] = [];
    const intake = intakeThat(async ({ context }) => {
      // The first ones take longest.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 5 - done.length)));
      done.push(context.idempotencyKey ?? '');
      return {};
    });
    await answersTo(
      Array.from({ length: 20 }, (_, index) => assign(index, 's-1')),
      intake,
    );
    expect(done).toEqual(Array.from({ length: 20 }, (_, index) => `k-${index}`));
  });

  it('give up when the store is away, instead of waiting for it ten thousand times', async () => {
    let tries = 0;
    const intake = intakeThat(async () => {
      tries += 1;
      throw new StoreUnavailableError('away');
    });
    const answers = await answersTo(some(1_000), intake);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers.at(-1)?.problem?.code).toBe('timeout');
    expect(tries).toBeLessThan(200);
  });

  it('are not begun any more when nobody waits for the answers', async () => {
    const gone = new AbortController();
    let begun = 0;
    const intake = intakeThat(async () => {
      begun += 1;
      gone.abort();
      return {};
    });
    const answers = await answersTo(some(500), intake, gone.signal);
    expect([answers.length, begun < 70]).toEqual([500, true]);
  });
});
