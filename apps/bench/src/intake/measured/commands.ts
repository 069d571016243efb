import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext, CommandResult, TermbookCommand } from '#commands/command.js';
import { CommandsModule } from '#commands/commands.module.js';
import { RegisterCustomerCommand } from '#commands/customer/register-customer.js';
import { ListServicePlanCommand } from '#commands/plan/list-service-plan.js';
import { RegisterResellerCommand } from '#commands/reseller/register-reseller.js';
import { AssignLicenseCommand } from '#commands/subscription/assign-license.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import type { EndUserId, SubscriptionId } from '#kernel/ids.js';
import { instantOf } from '#kernel/instant.js';
import { SettingsModule } from '#settings/settings.module.js';
import { onEachStream, onStreamsInTurns } from '../in-turns.js';
import { CUSTOMER, MARKET_PLAN, ORDER, RESELLER } from '../market.js';
import { EVENTS_PER_STREAM, IN_FLIGHT, type Sample, type Speed, STREAMS, type Window } from '../plan-of-the-bench.js';
import { serveTasks } from './tasks.js';

/** The write side as the api has it, without HTTP in front. */
class CommandsAlone {}

const context = await NestFactory.createApplicationContext(
  { module: CommandsAlone, imports: [SettingsModule, CommandsModule, EventStoreReadingModule] },
  { logger: ['error'] },
);
const bus = context.get(CommandBus);
const reader = context.get<AuditReader>(AUDIT_READER, { strict: false });

/** Every command has a key, as an upstream system's has. */
const asked = (): CommandContext => {
  const correlationId = randomUUID();
  return {
    client: 'intake',
    idempotencyKey: randomUUID(),
    correlationId,
    causationId: correlationId,
    actor: 'intake:intake-1',
  };
};

async function accepted(command: TermbookCommand<object>): Promise<Extract<CommandResult, { outcome: 'accepted' }>> {
  const result = await bus.execute(command);
  if (result.outcome === 'refused') throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result;
}

const assign = (subscriptionId: SubscriptionId) =>
  accepted(new AssignLicenseCommand({ subscriptionId, endUserId: randomUUID() as EndUserId }, asked()));

/** Ordered, activated, and eight licences assigned: ten commands, ten events. */
async function subscription(): Promise<SubscriptionId> {
  const { stream } = await accepted(new OrderSubscriptionCommand(ORDER, asked()));
  const subscriptionId = stream.slice('subscription-'.length) as SubscriptionId;
  const answer = { status: 'active', at: instantOf(Date.now()) } as const;
  await accepted(new RecordVendorAnswerCommand({ subscriptionId, attempt: 1, answer }, asked()));
  for (let event = 2; event < EVENTS_PER_STREAM; event += 1) await assign(subscriptionId);
  return subscriptionId;
}

async function seed(): Promise<readonly SubscriptionId[]> {
  await accepted(new ListServicePlanCommand(MARKET_PLAN, asked()));
  await accepted(new RegisterResellerCommand(RESELLER, asked()));
  await accepted(new RegisterCustomerCommand(CUSTOMER, asked()));
  const made: SubscriptionId[] = [];
  await onEachStream(STREAMS, async () => made.push(await subscription()));
  return made;
}

/** Those that commands go to. */
let ids: readonly SubscriptionId[] = [];

async function sample(): Promise<Sample> {
  const recorded = await reader.readRecorded(`subscription-${await subscription()}`);
  const stream = recorded.map(({ type, data, metadata }) => ({
    type,
    data: data as object,
    metadata: metadata as object,
  }));
  const appended = stream.at(-1);
  if (appended === undefined || stream.length !== EVENTS_PER_STREAM) throw new Error(`${stream.length} events`);
  return { stream, appended };
}

serveTasks({
  seed,
  sample,
  /** Nothing of any stream is in memory yet. */
  cold: (seeded: readonly SubscriptionId[]): Promise<Speed> => {
    ids = seeded;
    return onEachStream(ids.length, (stream) => assign(at(stream)));
  },
  commands: (window: Window): Promise<Speed> => onStreamsInTurns(ids.length, (stream) => assign(at(stream)), window),
  orders: (window: Window): Promise<Speed> =>
    onStreamsInTurns(IN_FLIGHT, () => accepted(new OrderSubscriptionCommand(ORDER, asked())), window),
});

function at(stream: number): SubscriptionId {
  const id = ids[stream];
  if (id === undefined) throw new Error(`no stream ${stream}`);
  return id;
}
