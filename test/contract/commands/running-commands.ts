import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { type CommandContext, type CommandResult, type TermbookCommand } from '#commands/command.js';
import { CommandsModule } from '#commands/commands.module.js';
import type { StreamState } from '#commands/stream-state.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { type Append, EVENT_APPENDER, type EventAppender } from '#event-store/event-appender.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { EventStoreConnection } from '#event-store/eventstoredb/eventstore-connection.js';
import { EventStoreDbAppender } from '#event-store/eventstoredb/eventstoredb-appender.js';
import { CLOCK } from '#kernel/clock.js';
import type { Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';

export type Accepted<Name extends keyof StreamState = keyof StreamState> = Extract<
  CommandResult<Name>,
  { outcome: 'accepted' }
>;

/** A clock that stands where a test put it. */
export class TestClock {
  constructor(public instant: Instant) {}
  now = (): Instant => this.instant;
}

/** The real door in, with a hook in front and behind: a process may die, or another be faster. */
export class WatchedAppender implements EventAppender {
  before: (append: Append) => void | Promise<void> = () => undefined;
  after: (append: Append) => void | Promise<void> = () => undefined;
  readonly appends: Append[] = [];

  constructor(private readonly door: EventAppender) {}

  async append(append: Append) {
    this.appends.push(append);
    await this.before(append);
    const stored = await this.door.append(append);
    await this.after(append);
    return stored;
  }
}

/** The write side as one process has it. */
export interface CommandProcess {
  readonly module: TestingModule;
  readonly clock: TestClock;
  readonly appender: WatchedAppender;
  readonly reader: EventReader;
  execute<Name extends keyof StreamState>(command: TermbookCommand<object, Name>): Promise<CommandResult<Name>>;
  stop(): Promise<void>;
}

/** A real event node and a real vault, and as many processes as a test starts on them. */
export class CommandsUnderTest {
  private readonly processes: CommandProcess[] = [];

  private constructor(
    readonly node: EventNode,
    readonly postgres: TestPostgres,
  ) {}

  static async start(): Promise<CommandsUnderTest> {
    const [node, postgres] = await Promise.all([startEventNode({ inMemory: true }), startEmbeddedPostgres()]);
    return new CommandsUnderTest(node, postgres);
  }

  async process(now: Instant): Promise<CommandProcess> {
    const clock = new TestClock(now);
    const module = await Test.createTestingModule({ imports: [this.settingsModule(), CommandsModule] })
      .overrideProvider(CLOCK)
      .useValue(clock)
      .overrideProvider(EVENT_APPENDER)
      .useFactory({
        inject: [EventStoreConnection],
        factory: ({ appending }: EventStoreConnection) => new WatchedAppender(new EventStoreDbAppender(appending)),
      })
      .setLogger(false as never)
      .compile();
    await module.init();
    const bus = module.get(CommandBus, { strict: false });
    const process: CommandProcess = {
      module,
      clock,
      appender: module.get(EVENT_APPENDER, { strict: false }),
      reader: module.get(EVENT_READER, { strict: false }),
      execute: (command) => bus.execute(command),
      stop: () => module.close(),
    };
    this.processes.push(process);
    return process;
  }

  async stop(): Promise<void> {
    for (const process of this.processes) await process.stop();
    await this.node.stop();
    await this.postgres.remove();
  }

  private settingsModule() {
    const settings: Settings = {
      port: 0,
      host: '127.0.0.1',
      metrics: { host: '127.0.0.1', port: 0 },
      dataDir: '.tmp',
      eventStoreUrl: this.node.connectionString,
      databaseUrl: this.postgres.url,
      redisUrl: undefined,
      vaultUrl: this.postgres.url,
      vendorUrl: 'http://127.0.0.1:9',
      keysFile: '.tmp/keys.json',
      anchorsDir: '',
      auditKeyFile: '',
      policy: autodeskPolicy,
      oidc: undefined,
      webhookAllowPrivate: false,
      webhookAttempts: 3,
      sandbox: false,
      requestsPerKey: 1,
      writeThreads: 0,
      logLevel: 'error',
    };
    @Global()
    @Module({ providers: [{ provide: SETTINGS, useValue: settings }], exports: [SETTINGS] })
    class TestSettingsModule {}
    return TestSettingsModule;
  }
}

export const asking = (idempotencyKey: string | null = null, client = 'acme'): CommandContext => ({
  client,
  idempotencyKey,
  correlationId: randomUUID(),
  causationId: null,
  actor: 'intake:key-1',
});

/** @throws Error where it was refused. */
export function accepted<Name extends keyof StreamState>(result: CommandResult<Name>): Accepted<Name> {
  if (result.outcome === 'refused') throw new Error(`Refused: ${JSON.stringify(result.refusal)}`);
  return result;
}

export const refusalOf = (result: CommandResult) => (result.outcome === 'refused' ? result.refusal : undefined);

/** What a caller is told, to be compared over repeats. */
export function answerOf<Name extends keyof StreamState>(result: CommandResult<Name>) {
  const { replayed: _replayed, ...answer } = accepted(result);
  return answer;
}

export const typesOf = async (reader: EventReader, stream: string): Promise<readonly string[]> =>
  (await reader.readStream(stream)).map(({ event }) => event.type);
