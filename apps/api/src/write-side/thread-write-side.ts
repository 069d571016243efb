import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { MetricObject } from 'prom-client';
import type { Payloads } from '#commands/payloads.js';
import type { PreviewedOrder } from '#domain/subscription/subscription.preview.js';
import type { CommandId } from '#kernel/ids.js';
import type { SubjectEraser } from '#vault/subject-eraser.js';
import type { Subject } from '#vault/vault.js';
import { Thread } from './thread.js';
import type { AskedCommand, CommandAnswer, ReceiptAnswer, WriteSide } from './write-side.js';

/** Beside main.js: it is a process's start, but for the process. */
const ENTRY = new URL('../write-side-main.js', import.meta.url);

/** The write side in a thread of its own: decisions and appends do not wait for HTTP and JSON, nor those for them. */
export class ThreadWriteSide implements WriteSide, OnModuleInit, OnApplicationShutdown {
  private readonly thread: Thread;

  /** @param eraser of this thread, which has keys in memory too. @param died nothing can be written any more. */
  constructor(
    private readonly eraser: Pick<SubjectEraser, 'forget'>,
    died: (why: Error) => void = endProcess,
    entry = ENTRY,
  ) {
    this.thread = new Thread(entry, died);
  }

  /** Waits until the thread has its stores, however long that takes. */
  async onModuleInit(): Promise<void> {
    await this.thread.untilReady();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.stop();
  }

  carryOut(asked: AskedCommand): Promise<CommandAnswer> {
    const answered = this.thread.calls.ask('carryOut', asked);
    const erased = subjectErasedBy(asked);
    return erased === undefined ? answered : answered.finally(() => this.eraser.forget(erased));
  }

  seen(position: bigint): Promise<void> {
    return this.thread.calls.ask('seen', position);
  }

  preview(payload: Payloads['OrderSubscription']): Promise<PreviewedOrder> {
    return this.thread.calls.ask('preview', payload);
  }

  receipt(stream: string, commandId: CommandId): Promise<ReceiptAnswer | undefined> {
    return this.thread.calls.ask('receipt', stream, commandId);
  }

  reachStore(): Promise<void> {
    return this.thread.calls.ask('reachStore');
  }

  metrics(): Promise<readonly MetricObject[]> {
    return this.thread.calls.ask('metrics');
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
