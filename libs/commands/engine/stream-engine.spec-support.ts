import type { ListServicePlan } from '#domain/plan/plan.commands.js';
import { decidePlan } from '#domain/plan/plan.decider.js';
import type { PlanState } from '#domain/plan/plan.state.js';
import type { ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { MemoryHistory, TransparentVault } from './memory-history.spec-support.js';
import { RefusedAttempts } from './refused-attempts.js';
import { type Asked, identityOf } from './request-identity.js';
import { StreamCache } from './stream-cache.js';
import { StreamEngine } from './stream-engine.js';
import { PLAN } from './stream-kind.js';
import { StreamQueue } from './stream-queue.js';
import { dated, NO_FACTS, type Outcome, type StreamTask } from './stream-task.js';
import { WrittenPosition } from './written-position.js';

export const NOON = '2026-03-01T12:00:00.000Z' as Instant;
export const STREAM = 'plan-237L1WW8695T548';
const vault = new TransparentVault();

/** One process: an engine with a cache and a clock of its own on a history that others share. */
export function processOn(history: MemoryHistory, clock = { now: () => NOON }) {
  const cache = new StreamCache(history);
  const refused: { stream: string; code: string }[] = [];
  const attempts = new RefusedAttempts({
    record: (stream, { refusal }) => refused.push({ stream, code: refusal.code }),
  });
  const written = new WrittenPosition();
  const engine = new StreamEngine(history, history, vault, clock, cache, new StreamQueue(), written, attempts);
  return { engine, cache, refused };
}

const price = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

export const listing = (amountMinor: number, productName = 'Drafting'): ListServicePlan => ({
  type: 'ListServicePlan',
  plan: {
    productId: '237L1WW8695T548' as ProductId,
    productName,
    period: 'annual',
    supportLevel: 'basic',
    catalogue: 'open',
  },
  price: price(amountMinor),
});

const asking = (command: ListServicePlan, idempotencyKey: string | null): Asked<'ListServicePlan'> => ({
  command: 'ListServicePlan',
  payload: { ...command.plan, price: command.price },
  context: { client: 'acme', idempotencyKey, correlationId: 'c-1', causationId: null, actor: 'intake:key-1' },
});

export const list = (command: ListServicePlan, key: string | null = null): StreamTask<PlanState> => ({
  kind: PLAN,
  stream: STREAM,
  identity: identityOf(asking(command, key), vault),
  decide: ({ state, now }) => ({ decision: dated(decidePlan(state, command, now), now), used: NO_FACTS }),
});

export function brief(outcome: Outcome<PlanState>) {
  if (outcome.outcome === 'refused') return { refused: outcome.refusal.code };
  const { loaded, replayed, changed, created } = outcome;
  return {
    revision: loaded.revision,
    price: loaded.state?.prices.at(-1)?.price.amountMinor,
    replayed,
    changed,
    created,
  };
}
