import fc from 'fast-check';
import type { ListServicePlan } from '#domain/plan/plan.commands.js';
import { decidePlan } from '#domain/plan/plan.decider.js';
import type { PlanState } from '#domain/plan/plan.state.js';
import { type Append, type EventAppender, StoreUnavailableError } from '#event-store/event-appender.js';
import type { ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { IdempotencyKeyReusedError } from '../command.js';
import { MemoryHistory, TransparentVault } from './memory-history.spec-support.js';
import { RefusedAttempts } from './refused-attempts.js';
import { identityOf } from './request-identity.js';
import { StreamCache } from './stream-cache.js';
import { StreamEngine } from './stream-engine.js';
import { PLAN } from './stream-kind.js';
import { StreamQueue } from './stream-queue.js';
import { dated, NO_FACTS, type StreamTask } from './stream-task.js';
import { WrittenPosition } from './written-position.js';

const NOON = '2026-03-01T12:00:00.000Z' as Instant;
const PRODUCT = '237L1WW8695T548' as ProductId;
const PROCESSES = 3;
const RUNS = 100;

/** What becomes of whoever sends it: it lives, or dies right before or right behind its append. */
type Fate = 'lives' | 'dies before' | 'dies behind';

interface Sent {
  readonly process: number;
  readonly client: string;
  readonly key: string;
  readonly amountMinor: number;
  readonly fate: Fate;
  /** How long its append is on the way: others overtake it. */
  readonly ticks: number;
}

const sent: fc.Arbitrary<Sent> = fc.record({
  process: fc.nat(PROCESSES - 1),
  client: fc.constantFrom('acme', 'bolt'),
  key: fc.constantFrom('k1', 'k2'),
  amountMinor: fc.constantFrom(100, 200),
  fate: fc.constantFrom<Fate>('lives', 'lives', 'dies before', 'dies behind'),
  ticks: fc.nat(8),
});
/** Those of one group are sent at once, a group after the other. */
const story = fc.array(fc.array(sent, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

/** The door of a process, which fails for its caller as that one's fate has it. */
class FatefulDoor implements EventAppender {
  readonly fates = new Map<string, Sent>();

  constructor(private readonly history: MemoryHistory) {}

  async append(append: Append) {
    const { fate, ticks } = this.fates.get(append.metadata.correlationId) ?? { fate: 'lives', ticks: 0 };
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    if (fate === 'dies before') throw new StoreUnavailableError(fate);
    const stored = await this.history.append(append);
    if (fate === 'dies behind') throw new StoreUnavailableError(fate);
    return stored;
  }
}

const vault = new TransparentVault();

class World {
  readonly history = new MemoryHistory();
  private readonly processes = Array.from({ length: PROCESSES }, () => this.process());
  private numbers = 0;

  process() {
    const door = new FatefulDoor(this.history);
    const cache = new StreamCache(this.history);
    const attempts = new RefusedAttempts({ record: () => undefined });
    const clock = { now: () => NOON };
    const own = [cache, new StreamQueue(), new WrittenPosition(), attempts] as const;
    return { door, engine: new StreamEngine(this.history, door, vault, clock, ...own) };
  }

  /** @returns what its sender hears. */
  async send(one: Sent, { door, engine } = this.processes[one.process] ?? this.process()): Promise<string> {
    this.numbers += 1;
    const correlationId = `c-${this.numbers}`;
    door.fates.set(correlationId, one);
    try {
      const outcome = await engine.handle(taskOf(one, correlationId));
      if (outcome.outcome === 'refused') return outcome.refusal.code;
      const { loaded, replayed } = outcome;
      return `${loaded.revision} ${loaded.state?.prices.at(-1)?.price.amountMinor}${replayed ? ' again' : ''}`;
    } catch (error) {
      if (error instanceof StoreUnavailableError) return 'nothing';
      if (error instanceof IdempotencyKeyReusedError) return 'reused';
      throw error;
    }
  }
}

function taskOf({ client, key, amountMinor }: Sent, correlationId: string): StreamTask<PlanState> {
  const plan = {
    productId: PRODUCT,
    productName: 'Drafting',
    period: 'annual',
    supportLevel: 'basic',
    catalogue: 'open',
  } as const;
  const command: ListServicePlan = { type: 'ListServicePlan', plan, price: { amountMinor, currency: 'USD' } };
  const context = { client, idempotencyKey: key, correlationId, causationId: null, actor: 'intake:key-1' };
  const payload = { ...plan, price: command.price };
  return {
    kind: PLAN,
    stream: `plan-${PRODUCT}`,
    identity: identityOf({ command: 'ListServicePlan', payload, context }, vault),
    decide: ({ state, now }) => ({ decision: dated(decidePlan(state, command, now), now), used: NO_FACTS }),
  };
}

describe('commands with keys, in any order, at once, by processes that die at any step', () => {
  it(
    'are each carried out once, and answered alike for ever',
    () =>
      fc.assert(
        fc.asyncProperty(story, async (groups) => {
          const world = new World();
          const heard = new Map<string, Set<string>>();
          const first = new Map<string, number>();
          for (const group of groups) {
            const answers = await Promise.all(group.map((one) => world.send(one)));
            for (const [place, one] of group.entries()) {
              const answer = answers[place] ?? '';
              if (answer === 'nothing' || answer === 'reused') continue;
              const request = `${one.client} ${one.key} ${one.amountMinor}`;
              heard.set(request, (heard.get(request) ?? new Set()).add(answer.replace(' again', '')));
              if (!answer.endsWith(' again')) first.set(request, (first.get(request) ?? 0) + 1);
            }
          }
          // A process that was never there before, years later: nobody dies any more.
          for (const one of groups.flat()) {
            const written = world.history.all.find(({ metadata }) => metadata.commandId === idOf(one));
            if (written === undefined) continue;
            const answer = await world.send({ ...one, fate: 'lives' }, world.process());
            const same = written.metadata.requestHash === taskOf(one, '').identity.requestHash;
            expect(answer).toMatch(same ? / again$/ : /^reused$/);
            if (!same) continue;
            const request = `${one.client} ${one.key} ${one.amountMinor}`;
            heard.set(request, (heard.get(request) ?? new Set()).add(answer.replace(' again', '')));
          }
          const ids = world.history.all.map(({ metadata }) => metadata.commandId);
          expect(new Set(ids).size).toBe(ids.length);
          expect([...heard].filter(([, answers]) => answers.size > 1)).toEqual([]);
          expect([...first].filter(([, times]) => times > 1)).toEqual([]);
        }),
        { numRuns: RUNS, seed: 20_260_301 },
      ),
    30_000,
  );
});

const idOf = (one: Sent) => taskOf(one, '').identity.commandId;
