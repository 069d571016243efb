import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext, TermbookCommand } from '#commands/command.js';
import { CommandsModule } from '#commands/commands.module.js';
import { RecordCsnAnswerCommand } from '#commands/reseller/record-csn-answer.js';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { Csn, ResellerId, SubscriptionId } from '#kernel/ids.js';
import { instantOf } from '#kernel/instant.js';
import { ProjectionsModule } from '#projections/projections.module.js';
import { ProjectionRunner } from '#projections/runner/projection-runner.js';
import { SettingsModule } from '#settings/settings.module.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';
import { readyLineOf } from '../../support/ready-line.js';
import { Document } from './documented.js';

export const KEYS = { admin: 'the-admin-key', intake: 'the-intake-key', operations: 'the-operations-key' } as const;
export type Role = keyof typeof KEYS;
export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly text: string;
}

export interface SendOptions {
  readonly as?: Role | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another api process on the same store. */
  readonly at?: ApiProcess;
}

/** Longer than the api takes for any answer but those that take as long as they take. */
const ANSWERED_WITHIN_MS = 40_000;
const API = resolve(import.meta.dirname, '../../../dist/apps/api/src/main.js');

/** The api as it is run, on an event node, a Postgres and a projector of its own. */
export class ApiUnderTest {
  private readonly others: ApiProcess[] = [];
  private document: Promise<Document> | undefined;

  private constructor(
    readonly api: ApiProcess,
    readonly node: EventNode,
    readonly postgres: TestPostgres,
    readonly keysFile: string,
    readonly reader: EventReader,
    private readonly commands: CommandBus,
    /** The read models stay where they are from then on. */
    readonly stopProjector: () => Promise<void>,
    private readonly stopRest: () => Promise<void>,
  ) {}

  /** @param faults whether its event node may be told to misbehave. */
  static async start({ faults = false } = {}): Promise<ApiUnderTest> {
    const directory = mkdtempSync(join(tmpdir(), 'termbook-api-'));
    const keysFile = join(directory, 'keys-hashed.json');
    writeKeys(keysFile);
    const [node, postgres] = await Promise.all([
      startEventNode({ inMemory: true, ...(faults && { faults }) }),
      startEmbeddedPostgres(),
    ]);
    const settings = {
      PORT: '0',
      DATA_DIR: directory,
      KEYS_FILE: keysFile,
      EVENTSTORE_URL: node.connectionString,
      DATABASE_URL: postgres.url,
      VENDOR_URL: 'http://127.0.0.1:9',
      SANDBOX: 'on',
      LOG_LEVEL: 'warn',
    };
    Object.assign(process.env, settings);
    const [rest, api] = await Promise.all([startRest(), startApiProcess(settings)]);
    const runner = rest.get(ProjectionRunner);
    return new ApiUnderTest(
      api,
      node,
      postgres,
      keysFile,
      rest.get<EventReader>(EVENT_READER, { strict: false }),
      rest.get(CommandBus),
      () => runner.stop(),
      async () => {
        await runner.stop();
        await rest.close();
        await node.stop();
        await postgres.remove();
        rmSync(directory, { recursive: true, force: true });
      },
    );
  }

  /** One for all parts of a file, with the hooks that it takes. @returns what gives it, once it was started. */
  static ofFile(): () => ApiUnderTest {
    let started: ApiUnderTest | undefined;
    beforeAll(async () => {
      started = await ApiUnderTest.start();
    }, 120_000);
    afterAll(() => started?.stop(), 30_000);
    return () => {
      if (started === undefined) throw new Error('Nothing was started yet');
      return started;
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.others].map((api) => api.stop()));
    await this.stopRest();
  }

  /** One more api process on the same store; it ends with this one. */
  async another(settings: Readonly<Record<string, string>> = {}): Promise<ApiProcess> {
    const other = await startApiProcess(settings);
    this.others.push(other);
    return other;
  }

  /** @param body text is sent as it is. */
  async send(method: string, path: string, body?: unknown, options: SendOptions = {}): Promise<Answer> {
    const { as = 'admin', key, headers = {}, at = this.api } = options;
    const response = await fetch(`${at.url}${path}`, {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${KEYS[as]}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, body: parsed(text), text };
    await this.checkCode(method, path, answer);
    return answer;
  }

  /** Every code that a test meets has to be in the document of the API. @throws Error */
  private async checkCode(method: string, path: string, { status, body }: Answer): Promise<void> {
    if (status < 400 || typeof body.code !== 'string') return;
    this.document ??= Document.of(this.api.url);
    const silent = (await this.document).silentOn(method, path, status, body.code);
    if (silent !== undefined) throw new Error(silent);
  }

  get = (path: string, options?: SendOptions) => this.send('GET', path, undefined, options);
  put = (path: string, body: unknown, options?: SendOptions) => this.send('PUT', path, body, options);
  delete = (path: string, options?: SendOptions) => this.send('DELETE', path, undefined, options);
  post = (path: string, body: unknown, key: string, options: SendOptions = {}) =>
    this.send('POST', path, body, { ...options, key });

  /** Waits until the read models have it. */
  seen(path: string, holds: (body: Json) => boolean = () => true, options?: SendOptions): Promise<Answer> {
    return eventually(async () => {
      const answer = await this.get(path, options);
      return answer.status === 200 && holds(answer.body) && answer;
    });
  }

  /** What the worker would record of the vendor: it activated the order's first attempt just now. */
  async activate(subscriptionId: string): Promise<void> {
    const answer = { status: 'active', at: instantOf(Date.now()) } as const;
    await this.asWorker(
      new RecordVendorAnswerCommand({ subscriptionId: id(subscriptionId), attempt: 1, answer }, WORKER),
    );
  }

  /** What the worker would record of the vendor: it does not provision the order's first attempt. */
  async fail(subscriptionId: string, code: number): Promise<void> {
    const answer = { status: 'not-provisioned', at: instantOf(Date.now()), error: { code, message: 'no' } } as const;
    await this.asWorker(
      new RecordVendorAnswerCommand({ subscriptionId: id(subscriptionId), attempt: 1, answer }, WORKER),
    );
  }

  /** What the worker would record of the vendor: the reseller's CSN is good. */
  async verifyCsn(resellerId: string, csn: string): Promise<void> {
    const payload = { resellerId: resellerId as ResellerId, registration: 1, csn: csn as Csn };
    const answered = { answer: 'verified', answeredAt: instantOf(Date.now()) } as const;
    await this.asWorker(new RecordCsnAnswerCommand({ ...payload, ...answered }, WORKER));
  }

  private async asWorker(command: TermbookCommand<object>): Promise<void> {
    const result = await this.commands.execute(command);
    if (result.outcome === 'refused') throw new Error(JSON.stringify(result));
  }

  /** The answers to a bulk request, line by line. */
  async bulk(lines: string, options: SendOptions = {}): Promise<readonly Json[]> {
    const headers = { 'content-type': 'application/x-ndjson', ...options.headers };
    const { text, status } = await this.send('POST', '/v1/commands', lines, { ...options, headers });
    if (status !== 200) throw new Error(`${status} ${text}`);
    return text.split('\n').filter(Boolean).map(parsed);
  }
}

class WorkerAndProjectorUnderTest {}

async function startRest(): Promise<INestApplicationContext> {
  const rest = await NestFactory.createApplicationContext(
    { module: WorkerAndProjectorUnderTest, imports: [SettingsModule, ProjectionsModule, CommandsModule] },
    { logger: ['error'] },
  );
  await rest.get(ProjectionRunner).start();
  return rest;
}

const id = (subscriptionId: string) => subscriptionId as SubscriptionId;

const WORKER: CommandContext = {
  client: 'worker',
  idempotencyKey: null,
  correlationId: 'test',
  causationId: null,
  actor: 'worker:test',
};

export interface ApiProcess {
  readonly url: string;
  /** @returns the exit code. */
  stop(): Promise<number | null>;
  /** As a crash would. */
  kill(): Promise<void>;
}

async function startApiProcess(settings: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const child = spawn(process.execPath, [API], {
    env: { ...process.env, ...settings, TERMBOOK_STOP_ON_STDIN_END: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { url: await readyLineOf(child, 'api'), stop, kill };
}

export const hashed = (key: string) => createHash('sha256').update(key).digest('hex');

/** The record of one more intake client, whose key is its name. */
export const intakeClient = (name: string) => ({
  id: `${name}-1`,
  client: name,
  role: 'intake',
  resellers: null,
  sha256: hashed(name),
  createdAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
});

/** Sends with that key. */
export const withKey = (key: string): SendOptions => ({ headers: { authorization: `Bearer ${key}` } });

/** @param others beside one of each role. */
export function writeKeys(file: string, revoked: readonly Role[] = [], others: readonly object[] = []): void {
  const records = (Object.keys(KEYS) as Role[]).map((role) => ({
    id: `${role}-1`,
    client: role,
    role,
    resellers: null,
    sha256: hashed(KEYS[role]),
    createdAt: '2026-01-01T00:00:00.000Z',
    revokedAt: revoked.includes(role) ? '2026-01-02T00:00:00.000Z' : null,
  }));
  writeFileSync(file, JSON.stringify([...records, ...others]));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}

/** What a caller acts on. */
export const problemOf = ({ status, body }: Answer) => [status, body.code];
