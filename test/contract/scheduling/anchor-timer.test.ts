import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { allAnchors } from '#audit/anchors.js';
import { AnchorHistory } from '#commands/audit/anchor-history.js';
import {
  EventStoreDbSystemAppender,
  EventStoreDbSystemReader,
} from '#event-store/eventstoredb/eventstoredb-system-streams.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { AnchorTimer } from '#scheduling/anchors/anchor-timer.js';
import type { Settings } from '#settings/settings.js';
import { eventually } from '../../support/eventually.js';
import { SetClock } from '../projections/asking.js';
import { OPENED, plans } from '../projections/market.js';
import { TestStore } from '../projections/running-projections.js';

const HOUR_MS = 3_600_000;
const STARTED = '2031-01-31T18:00:00.000Z' as Instant;
const hoursLater = (hours: number) => addMilliseconds(STARTED, hours * HOUR_MS);

const clock = new SetClock(STARTED);
const folder = mkdtempSync(join(tmpdir(), 'termbook-anchors-'));
let store: TestStore;
let history: AnchorHistory;
let streams: EventStoreDbSystemReader;

beforeAll(async () => {
  store = await TestStore.start();
  const { connection, reader, node } = store;
  streams = new EventStoreDbSystemReader(node.connectionString, connection.reading);
  const settings = { anchorsDir: join(folder, 'anchors'), auditKeyFile: join(folder, 'audit.key') } as Settings;
  const appender = new EventStoreDbSystemAppender(connection.appending);
  history = new AnchorHistory(reader, reader, streams, appender, clock, settings);
});

afterAll(async () => {
  await store.stop();
  rmSync(folder, { recursive: true });
});

/** What a worker does that starts then. @returns events under each anchor afterwards, and until when all is anchored. */
async function lookedAt(now: Instant): Promise<readonly [readonly number[], number | undefined]> {
  const metric = register.getSingleMetric('termbook_history_anchored_at_seconds');
  metric?.reset();
  clock.set(now);
  const timer = new AnchorTimer(history, clock);
  timer.start();
  const until = async () => (await metric?.get())?.values[0]?.value;
  await eventually(async () => (await until()) !== 0);
  await timer.stop();
  return [(await allAnchors(streams)).map(({ event }) => event.events), await until()];
}

let plansListed = 0;
async function somethingHappens(): Promise<void> {
  plansListed += 1;
  await store.scribe.write(`plan-P${plansListed}`, {
    effectiveAt: OPENED,
    event: {
      type: 'ServicePlanListed',
      plan: plans.basicAnnual,
      price: { amountMinor: 1, currency: 'USD' },
      listedAt: OPENED,
    },
  });
}

const seconds = (instant: Instant) => Date.parse(instant) / 1_000;

describe('the daily anchor', () => {
  it('over a store where nothing has happened yet does not put off the first real one', async () => {
    expect(await lookedAt(STARTED)).toEqual([[0], seconds(STARTED)]);
    await somethingHappens();
    expect(await lookedAt(hoursLater(1))).toEqual([[0, 1], seconds(hoursLater(1))]);
  });

  it('is made when a day is over, and not before', async () => {
    await somethingHappens();
    expect(await lookedAt(hoursLater(24))).toEqual([[0, 1], seconds(hoursLater(1))]);
    expect(await lookedAt(hoursLater(25))).toEqual([[0, 1, 2], seconds(hoursLater(25))]);
  });

  it('is not made anew where nothing happened since, and is no reason for alarm', async () =>
    expect(await lookedAt(hoursLater(100))).toEqual([[0, 1, 2], seconds(hoursLater(100))]));
});
