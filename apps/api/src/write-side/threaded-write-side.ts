import { crc32 } from 'node:zlib';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { MetricObject } from 'prom-client';
import { WrittenPosition } from '#commands/engine/written-position.js';
import type { Payloads } from '#commands/payloads.js';
import type { PreviewedOrder } from '#domain/subscription/subscription.preview.js';
import type { CommandId } from '#kernel/ids.js';
import type { SubjectEraser } from '#vault/subject-eraser.js';
import type { Subject } from '#vault/vault.js';
import { Thread } from './thread.js';
import type { AskedCommand, CommandAnswer, ReceiptAnswer, WriteSide } from './write-side.js';

/** Beside main.js: it is a process's start, but for the process. */
const ENTRY = new URL('../write-side-main.js', import.meta.url);

/**
 * What a busy client of single requests has under way. What one thread does in one go costs less for each (64 orders by
 * HTTP took a seventh less of both cores in one thread than in two, and no longer): only more than that is shared out.
 */
const CROWDED = 64;

/**
 * The write side in threads of its own: decisions and appends do not wait for HTTP and JSON, nor those for them. The
 * commands of a stream that is there are all decided in one of them, which has it in memory.
 */
export class ThreadedWriteSide implements WriteSide, OnModuleInit, OnApplicationShutdown {
  private readonly threads: readonly [Thread, ...Thread[]];

  /** @param eraser of this thread, which has keys in memory too. @param died nothing can be written any more. */
  constructor(
    count: number,
    private readonly eraser: Pick<SubjectEraser, 'forget'>,
    died: (why: Error) => void = endProcess,
    entry = ENTRY,
  ) {
    const written = WrittenPosition.memory();
    const started = (number: number) => new Thread(entry, { name: `write-side-${number}`, written }, died);
    this.threads = [started(1), ...Array.from({ length: count - 1 }, (_, i) => started(i + 2))];
  }

  /** Waits until every thread has its stores, however long that takes. */
  async onModuleInit(): Promise<void> {
    await this.askAll((thread) => thread.untilReady());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.askAll((thread) => thread.stop());
  }

  carryOut(asked: AskedCommand): Promise<CommandAnswer> {
    const thread = asked.stream === undefined ? this.threadForNew() : this.threadOf(asked.stream);
    const answered = thread.calls.ask('carryOut', asked);
    const erased = subjectErasedBy(asked);
    if (erased !== undefined) return answered.finally(() => this.forget(erased));
    return asked.writesFacts ? answered.finally(() => this.othersCatchUpWith(thread)) : answered;
  }

  /** All share what was noted, but each hears of it by itself. */
  async seen(position: bigint): Promise<void> {
    await this.askAll((thread) => thread.calls.ask('seen', position));
  }

  preview(payload: Payloads['OrderSubscription']): Promise<PreviewedOrder> {
    return this.threads[0].calls.ask('preview', payload);
  }

  receipt(stream: string, commandId: CommandId): Promise<ReceiptAnswer | undefined> {
    return this.threadOf(stream).calls.ask('receipt', stream, commandId);
  }

  async reachStore(): Promise<void> {
    await this.askAll((thread) => thread.calls.ask('reachStore'));
  }

  async metrics(): Promise<readonly MetricObject[]> {
    return (await this.askAll((thread) => thread.calls.ask('metrics'))).flat();
  }

  /** Nobody has in memory what does not exist yet. */
  private threadForNew(): Thread {
    return this.threads.find(({ calls }) => calls.underWay < CROWDED) ?? this.leastBusy();
  }

  private leastBusy(): Thread {
    return this.threads.reduce((least, thread) => (thread.calls.underWay < least.calls.underWay ? thread : least));
  }

  private threadOf(stream: string): Thread {
    return this.threads[crc32(stream) % this.threads.length] ?? this.threads[0];
  }

  private async forget(subject: Subject): Promise<void> {
    this.eraser.forget(subject);
    await this.askAll((thread) => thread.calls.ask('forget', subject));
  }

  /** Before the answer is given: what is asked for after it is decided on what it says, in whichever thread. */
  private async othersCatchUpWith(writer: Thread): Promise<void> {
    const others = this.threads.filter((thread) => thread !== writer);
    await Promise.all(others.map((thread) => thread.calls.ask('caughtUpWithOwn')));
  }

  private askAll<Answer>(ask: (thread: Thread) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(this.threads.map(ask));
  }
}

/** Whose key is gone once the command is answered. */
function subjectErasedBy({ name, payload }: AskedCommand): Subject | undefined {
  if (name === 'EraseCustomer') return `customer:${(payload as Payloads['EraseCustomer']).customerId}`;
  if (name === 'EraseSubscription') return `subscription:${(payload as Payloads['EraseSubscription']).subscriptionId}`;
  return undefined;
}

/** Uncaught: the process logs it and ends, and its supervisor starts it again. */
function endProcess(why: Error): never {
  throw why;
}
