import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { SubscriptionOrdered } from '#domain/subscription/subscription.events.js';
import { storedExample } from '#event-store/codec/stored-example.js';
import type { EventAppender } from '#event-store/event-appender.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import type { SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { PROGRESS_CHANNEL } from '#read-models/progress/checkpoint.rows.js';

const PROJECTOR = join(import.meta.dirname, '../../../projector/src/main.js');
const COMMANDS_PER_S = 200;
const SECONDS = 8;
/** Until everything is compiled and connected. */
const WARM_SECONDS = 3;
const NOW = '2026-03-02T17:00:00.000Z' as Instant;

/** The projector as it is run. */
export async function startProjector(eventStoreUrl: string, databaseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROJECTOR], {
    env: {
      ...process.env,
      EVENTSTORE_URL: eventStoreUrl,
      DATABASE_URL: databaseUrl,
      VENDOR_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    if (line.startsWith('READY projector')) break;
  }
  child.stdout?.resume();
  return child;
}

export async function stopProjector(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** An order like any other, in a stream of its own. */
export function appendOrder(appender: EventAppender): Promise<readonly { readonly position: bigint }[]> {
  const subscriptionId = randomUUID() as SubscriptionId;
  const example = storedExample('SubscriptionOrdered') as SubscriptionOrdered;
  const event: DomainEvent = { ...example, subscriptionId, replaces: null, fromCart: false };
  return appender.append({
    stream: `subscription-${subscriptionId}`,
    expected: 'no-stream',
    previousHash: null,
    events: [{ effectiveAt: NOW, event }],
    metadata: {
      commandId: null,
      requestHash: null,
      command: 'OrderSubscription',
      correlationId: subscriptionId,
      causationId: null,
      actor: 'bench',
      resellerId: null,
      recordedAt: NOW,
    },
  });
}

/** Milliseconds from the moment a command appends until every read model has it, as a listener hears of the commit. */
export async function measureLag(databaseUrl: string, appender: EventAppender): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const waiting: { readonly position: bigint; readonly sentAt: number }[] = [];
  const lags: number[] = [];
  let measuring = false;
  let reached = -1n;
  const settle = () => {
    const now = performance.now();
    for (const { sentAt } of takeUpTo(waiting, reached)) if (measuring) lags.push(now - sentAt);
  };
  client.on('notification', ({ payload = '-1' }) => {
    reached = BigInt(payload);
    settle();
  });
  await client.query(`LISTEN ${PROGRESS_CHANNEL}`);
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < COMMANDS_PER_S * (WARM_SECONDS + SECONDS); n++) {
    const dueAt = began + (n * 1_000) / COMMANDS_PER_S;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    measuring = n >= COMMANDS_PER_S * WARM_SECONDS;
    const sentAt = performance.now();
    sent.push(
      appendOrder(appender).then(([stored]) => {
        waiting.push({ position: stored?.position ?? 0n, sentAt });
        settle();
      }),
    );
  }
  await Promise.all(sent);
  while (waiting.length > 0) await sleep(10);
  await client.end();
  return lags.sort((one, other) => one - other);
}

function takeUpTo<T extends { readonly position: bigint }>(waiting: T[], reached: bigint): readonly T[] {
  const there = waiting.filter(({ position }) => position <= reached);
  if (there.length > 0) waiting.splice(0, waiting.length, ...waiting.filter(({ position }) => position > reached));
  return there;
}
