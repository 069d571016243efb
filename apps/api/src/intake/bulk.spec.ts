import { StoreUnavailableError } from '#event-store/event-appender.js';
import type { Caller } from '../http/caller.js';
import { Stopping } from '../http/stopping.js';
import { Bulk } from './bulk.js';
import { type Asked, Intake } from './intake.js';

const caller: Caller = { keyId: 'intake-1', client: 'intake', role: 'intake', resellers: null };

/** An intake that reads as the real one does, and carries out as it is told. */
function intakeThat(carryOut: (asked: Asked) => Promise<object>): Intake {
  const notHere = () => Promise.reject(new Error('not here'));
  const intake = new Intake({ execute: notHere } as never, { check: notHere } as never);
  intake.carryOut = async (asked) => ({ status: 200, body: await carryOut(asked), revision: 0, replayed: false });
  return intake;
}

async function answersTo(lines: readonly string[], intake: Intake, signal = new AbortController().signal) {
  const answers: { line: number; status: number; result?: object; problem?: { code: string } }[] = [];
  const body = Buffer.from(lines.join('\n'));
  for await (const answer of new Bulk(intake, new Stopping()).carryOut({ body, caller, requestId: 'r', signal })) {
    answers.push(JSON.parse(answer));
  }
  return answers;
}

const assign = (key: number, subscriptionId: string) =>
  JSON.stringify({
    idempotencyKey: `k-${key}`,
    command: 'AssignLicense',
    payload: { subscriptionId, endUserId: 'ada' },
  });

const some = (count: number) => Array.from({ length: count }, (_, index) => assign(index, `s-${index}`));

describe('bulk lines', () => {
  it('are carried out side by side, at most 64 at once, and answered in order', async () => {
    let atOnce = 0;
    let most = 0;
    const intake = intakeThat(async ({ payload }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      atOnce -= 1;
      return payload;
    });
    const answers = await answersTo(some(3_000), intake);
    expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
    expect(answers.at(-1)?.result).toEqual({ subscriptionId: 's-2999', endUserId: 'ada' });
    expect(most).toBe(64);
  });

  it('of one subscription are carried out one after the other', async () => {
    const done: string[] = [];
    const intake = intakeThat(async ({ context }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
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
