import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { StoredAnchor } from '#audit/anchors.js';
import { AnchorHistory } from '#commands/audit/anchor-history.js';
import { CheckOutCartCommand } from '#commands/cart/check-out-cart.js';
import { PlaceInCartCommand } from '#commands/cart/place-in-cart.js';
import type { TermbookCommand } from '#commands/command.js';
import { RecordCsnAnswerCommand } from '#commands/reseller/record-csn-answer.js';
import { RegisterCsnCommand } from '#commands/reseller/register-csn.js';
import { RegisterResellerCommand } from '#commands/reseller/register-reseller.js';
import { AddSeatsCommand } from '#commands/subscription/add-seats.js';
import { AssignLicenseCommand } from '#commands/subscription/assign-license.js';
import { CloseOrderCommand } from '#commands/subscription/close-order.js';
import { DisableAutoRenewCommand } from '#commands/subscription/disable-auto-renew.js';
import { EraseSubscriptionCommand } from '#commands/subscription/erase-subscription.js';
import { HoldDueWorkCommand } from '#commands/subscription/hold-due-work.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import { ReduceSeatsAtRenewalCommand } from '#commands/subscription/reduce-seats-at-renewal.js';
import { ReleaseDueWorkCommand } from '#commands/subscription/release-due-work.js';
import { ReplaceOrderCommand } from '#commands/subscription/replace-order.js';
import { RequestRefundCommand } from '#commands/subscription/request-refund.js';
import { ResubmitOrderCommand } from '#commands/subscription/resubmit-order.js';
import { SettleDueCommand } from '#commands/subscription/settle-due.js';
import { SwitchTermAtRenewalCommand } from '#commands/subscription/switch-term-at-renewal.js';
import { UnassignLicenseCommand } from '#commands/subscription/unassign-license.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from '#event-store/system-stream-appender.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { OpenedHistories } from '#history/reading/opened-history.js';
import { Past } from '#history/reading/past.js';
import { type OtherDecision, type WhatIf, WhatIfs } from '#history/what-if/what-if.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { Csn, EndUserId, SubscriptionId } from '#kernel/ids.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { SourceStore } from '#read-models/database/source-store.js';
import { SubscriptionQueries } from '#read-models/subscription/subscription.queries.js';
import { Today } from '#read-models/today.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { VAULT } from '#vault/vault.js';
import { eventually } from '../../support/eventually.js';
import { ANNUAL, idIn, listPlan, MARCH_1, type Market, MONTHLY, openMarket, orderPayload } from '../commands/market.js';
import { asking, type CommandProcess, CommandsUnderTest } from '../commands/running-commands.js';
import { ReadModels, runnerFor } from '../projections/running-projections.js';

const STEPS = 450;
const SEED = 20_260_301;
const DAY_MS = 86_400_000;
const FAR = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' } as { from: Instant; to: Instant };
const reason = 'ticket 4711';

const step = fc.record({
  days: fc.integer({ min: 0, max: 9 }),
  which: fc.nat(),
  what: fc.nat(),
  n: fc.integer({ min: 1, max: 6 }),
  keyed: fc.boolean(),
});
type Step = { days: number; which: number; what: number; n: number; keyed: boolean };

let system: CommandsUnderTest;
let one: CommandProcess;
let market: Market;
const ids: SubscriptionId[] = [];
let refused = 0;
let anchored: StoredAnchor;
const folder = mkdtempSync(join(tmpdir(), 'termbook-anchors-'));

/** What may be asked of one subscription; most of it is refused now and then. */
const onSubscription: readonly ((
  id: SubscriptionId,
  step: Step,
) => readonly [new (p: never, c: never) => unknown, object])[] = [
  (subscriptionId, { n }) => [
    RecordVendorAnswerCommand,
    { subscriptionId, attempt: 1 + (n % 2), answer: answered('active') },
  ],
  (subscriptionId, { n }) => [
    RecordVendorAnswerCommand,
    { subscriptionId, attempt: 1 + (n % 2), answer: answered('active') },
  ],
  (subscriptionId) => [RecordVendorAnswerCommand, { subscriptionId, attempt: 1, answer: answered('in-review') }],
  (subscriptionId, { n }) => [
    RecordVendorAnswerCommand,
    { subscriptionId, attempt: 1, answer: failed(n % 2 === 0 ? 70 : 12) },
  ],
  (subscriptionId, { n }) => [AssignLicenseCommand, { subscriptionId, endUserId: `user-${n}` as EndUserId }],
  (subscriptionId, { n }) => [UnassignLicenseCommand, { subscriptionId, endUserId: `user-${n}` as EndUserId }],
  (subscriptionId, { n }) => [AddSeatsCommand, { subscriptionId, add: n === 6 ? 995 : n }],
  (subscriptionId, { n }) => [ReduceSeatsAtRenewalCommand, { subscriptionId, seats: n }],
  (subscriptionId, { n }) => [
    SwitchTermAtRenewalCommand,
    { subscriptionId, productId: n % 2 === 0 ? ANNUAL : MONTHLY },
  ],
  (subscriptionId, { n }) => [
    DisableAutoRenewCommand,
    { subscriptionId, ...(n > 3 ? {} : { ifLate: n > 1 ? 'defer' : 'refuse' }) },
  ],
  (subscriptionId, { n }) => [
    DisableAutoRenewCommand,
    { subscriptionId, receivedAt: addMilliseconds(one.clock.now(), -n * 3 * DAY_MS), evidence: 'mail', reason },
  ],
  (subscriptionId) => [SettleDueCommand, { subscriptionId }],
  (subscriptionId) => [SettleDueCommand, { subscriptionId }],
  (subscriptionId, { n }) => [
    ResubmitOrderCommand,
    { subscriptionId, quantity: n, ...(n > 3 && { supportContact: 'a@b.example' }) },
  ],
  (subscriptionId) => [CloseOrderCommand, { subscriptionId, reason }],
  (subscriptionId) => [RequestRefundCommand, { subscriptionId }],
  (subscriptionId) => [HoldDueWorkCommand, { subscriptionId, reason }],
  (subscriptionId) => [ReleaseDueWorkCommand, { subscriptionId, reason }],
  (subscriptionId) => [ReleaseDueWorkCommand, { subscriptionId, reason }],
  (subscriptionId, { n }) =>
    n === 1 ? [EraseSubscriptionCommand, { subscriptionId, reason }] : [SettleDueCommand, { subscriptionId }],
];

const answered = (status: 'active' | 'in-review') => ({ status, at: addMilliseconds(one.clock.now(), -60_000) });
const failed = (code: number) => ({ ...answered('active'), status: 'not-provisioned', error: { code, message: 'no' } });
const key = (n: number) => `key-${n}`;

async function carryOut(given: Step, index: number): Promise<void> {
  one.clock.instant = addMilliseconds(one.clock.instant, given.days * DAY_MS + 1_000);
  if (ids.length < 4 || given.what % 25 === 0) return newOrder(given, index);
  if (given.what % 40 === 1) await listPlan(one, { price: { amountMinor: 12_000 + index, currency: 'USD' } });
  const id = ids[given.which % ids.length] as SubscriptionId;
  if (given.what % 23 === 0) return made(new ReplaceOrderCommand({ subscriptionId: id, reason }, asking(key(index))));
  const [Command, payload] = onSubscription[given.what % onSubscription.length]?.(id, given) ?? [];
  if (Command === undefined) return;
  const isWorkers = Command === SettleDueCommand || Command === RecordVendorAnswerCommand;
  const context = asking(isWorkers || !given.keyed ? null : key(index));
  await execute(new Command(payload as never, context as never) as never);
}

async function newOrder({ n, which }: Step, index: number): Promise<void> {
  const { customerId } = market;
  const productId = which % 2 === 0 ? ANNUAL : MONTHLY;
  if (n === 1) {
    await execute(new PlaceInCartCommand({ customerId, productId, quantity: n }, asking()));
    return made(new CheckOutCartCommand({ customerId, poNumber: 'PO-C' }, asking(key(index))));
  }
  const startDate = n === 2 ? { startDate: one.clock.now().slice(0, 10) as CalendarDate } : {};
  const quantity = n === 3 ? 1_000 : n;
  return made(
    new OrderSubscriptionCommand(orderPayload(market, { productId, quantity, ...startDate }), asking(key(index))),
  );
}

async function made(command: TermbookCommand<object, 'subscription'>): Promise<void> {
  const result = await execute(command);
  if (result.outcome === 'accepted') ids.push(idIn(result.stream));
}

/** Of the history so far. */
async function anchor() {
  const of = <T>(token: string | symbol) => one.module.get<T>(token, { strict: false });
  const settings = { anchorsDir: join(folder, 'anchors'), auditKeyFile: join(folder, 'audit.key') } as Settings;
  const [reader, streams] = [of<EventReader & AuditReader>(EVENT_READER), of<SystemStreamReader>(SYSTEM_STREAM_READER)];
  const appender = of<SystemStreamAppender>(SYSTEM_STREAM_APPENDER);
  return new AnchorHistory(reader, reader, streams, appender, one.clock, settings).anchor('test');
}

async function execute<Name extends 'subscription' | 'cart'>(command: TermbookCommand<object, Name>) {
  const result = await one.execute(command);
  if (result.outcome === 'refused' && result.refusal.code !== 'not-found') refused += 1;
  return result;
}

/** @param streams where anchors are looked for. @param asked told from where each page of the history is read. */
async function whatIf(
  over: Partial<WhatIf> = {},
  streams: SystemStreamReader = one.module.get(SYSTEM_STREAM_READER, { strict: false }),
  asked: (bigint | undefined)[] = [],
) {
  const audit: AuditReader = one.module.get(AUDIT_READER, { strict: false });
  const watched: AuditReader = Object.assign(Object.create(audit), {
    readAllRecorded: (after: bigint | undefined, max: number) => {
      asked.push(after);
      return audit.readAllRecorded(after, max);
    },
  });
  const whatIfs = new WhatIfs(one.reader, watched, streams, one.module.get(SETTINGS, { strict: false }));
  const differences: OtherDecision[] = [];
  let commands = 0;
  for (let cursor: string | undefined; ; ) {
    const answer = await whatIfs.ask({ ...FAR, ...over, ...(cursor === undefined ? {} : { cursor }) });
    differences.push(...answer.differences);
    commands += answer.commands;
    if (answer.nextCursor === null) return { differences, commands };
    cursor = answer.nextCursor;
  }
}

beforeAll(async () => {
  system = await CommandsUnderTest.start();
  one = await system.process(MARCH_1);
  market = await openMarket(one);
  await listPlan(one);
  await listPlan(one, { productId: MONTHLY, period: 'monthly' });
  for (const [index, given] of fc.sample(step, { numRuns: STEPS, seed: SEED }).entries()) {
    if (index === STEPS / 2) anchored = (await anchor()).stored;
    await carryOut(given, index);
  }
  for (const subscriptionId of ids) await execute(new SettleDueCommand({ subscriptionId }, asking()));
  const system_: SystemStreamReader = one.module.get(SYSTEM_STREAM_READER, { strict: false });
  await eventually(async () => {
    const kept = await Promise.all(ids.map((id) => system_.read(`attempts-subscription-${id}`)));
    return kept.flat().length > 0.8 * refused;
  });
  const { resellerId } = market;
  const csn = '0070012345' as Csn;
  await one.execute(new RegisterCsnCommand({ resellerId, csn }, asking()));
  const verified = { answer: 'verified', answeredAt: one.clock.now() } as const;
  await one.execute(new RecordCsnAnswerCommand({ resellerId, csn, registration: 1, ...verified }, asking()));
  // The reseller's name plays no part in what a subscription says; its stream moves on all the same.
  const renamed = { resellerId, name: 'Other Inc.', country: 'US', supportEmail: 'help@resale.example' };
  await one.execute(new RegisterResellerCommand(renamed, asking()));
}, 120_000);

afterAll(async () => {
  await system?.stop();
  rmSync(folder, { recursive: true });
}, 30_000);

describe('over a generated history of years', () => {
  it('as of now is what the read model says, for every subscription', async () => {
    const url = await system.postgres.newDatabase();
    const readModels = new ReadModels(url);
    const runner = runnerFor({ reader: one.module.get(AUDIT_READER, { strict: false }) }, url);
    await runner.start();
    const database = new ReadDatabase(url);
    try {
      await readModels.reached((await one.reader.head()) ?? 0n);
      const settings = one.module.get(SETTINGS, { strict: false });
      const vault = one.module.get(VAULT, { strict: false });
      const queries = new SubscriptionQueries(
        database,
        new SourceStore(database),
        vault,
        new Today(one.clock, settings),
      );
      const past = new Past(new OpenedHistories(one.reader, vault), settings);
      const now = one.clock.now();
      const statuses = new Set<unknown>();
      for (const id of ids) {
        const { position: _, ...served } = { position: '', ...(await queries.find(id)) };
        statuses.add('status' in served && served.status);
        for (const time of ['recorded', 'effective'] as const) {
          const asOf = await past.asOf({ kind: 'subscriptions', id }, now, time);
          expect({ id, ...asOf?.state }).toEqual({ id, ...served });
        }
      }
      expect([...statuses]).toEqual(expect.arrayContaining(['active', 'ended', 'replaced', 'not-provisioned']));
    } finally {
      await database.onModuleDestroy();
      await runner.stop();
      await readModels.close();
    }
  }, 60_000);

  it('the same policy decides the same, accepted or refused, settled or asked', async () => {
    const { differences, commands } = await whatIf();
    expect(differences).toEqual([]);
    expect(commands).toBeGreaterThan(STEPS / 2);
    expect(refused).toBeGreaterThan(30);
  }, 60_000);

  it('a late period is read from the anchor before it on, and nothing of it is missed', async () => {
    const { anchoredAt, position } = anchored.event;
    const from = addMilliseconds(anchoredAt, 60_000);
    const pages: (bigint | undefined)[] = [];
    const late = await whatIf({ from }, undefined, pages);
    expect(pages[0]).toBe(BigInt(position));
    const noAnchors: SystemStreamReader = { read: async () => [], readLast: async () => undefined } as never;
    expect(late.commands).toBe((await whatIf({ from }, noAnchors)).commands);
    const tooNear: (bigint | undefined)[] = [];
    await whatIf({ from: addMilliseconds(from, -1) }, undefined, tooNear);
    expect(tooNear[0]).toBeUndefined();
  }, 60_000);

  it('another one decides otherwise on cutoffs, late disables, seats and resubmissions, and nothing was written', async () => {
    const head = await one.reader.head();
    const policy = { ...autodeskPolicy, businessDaysBeforeTermEnd: 20, seatsMax: 4, neverResubmittedErrors: [12] };
    const { differences } = await whatIf({ policy });
    const aspects = new Set(differences.flatMap(({ differs }) => differs));
    expect([...aspects]).toEqual(expect.arrayContaining(['cutoff', 'outcome']));
    const cutoffs = differences.filter(({ differs }) => differs.includes('cutoff')).map(({ command }) => command);
    expect(cutoffs).toEqual(expect.arrayContaining(['RecordVendorAnswer', 'SettleDue']));
    expect(await one.reader.head()).toBe(head);
  }, 60_000);
});
