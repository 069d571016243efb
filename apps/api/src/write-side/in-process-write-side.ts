import { isMainThread } from 'node:worker_threads';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { MetricObject } from 'prom-client';
import { Facts } from '#commands/facts/facts.js';
import type { Payloads } from '#commands/payloads.js';
import { Receipts } from '#commands/receipts/receipts.js';
import { OrderPreview } from '#commands/subscription/order-preview.js';
import type { PreviewedOrder } from '#domain/subscription/subscription.preview.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { CommandId } from '#kernel/ids.js';
import { metricsAsData } from '#observability/metrics.js';
import { SUBJECT_ERASER, type SubjectEraser } from '#vault/subject-eraser.js';
import type { Subject } from '#vault/vault.js';
import { answerBody } from '../intake/intake-command.js';
import { INTAKE_COMMANDS, RECEIPTED_COMMANDS } from '../intake/intake-commands.js';
import type { AskedCommand, CommandAnswer, ReceiptAnswer, WriteSideThread } from './write-side.js';

/** The write side itself. */
@Injectable()
export class InProcessWriteSide implements WriteSideThread {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(OrderPreview) private readonly previews: OrderPreview,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SUBJECT_ERASER) private readonly eraser: SubjectEraser,
  ) {}

  async carryOut({ name, payload, context }: AskedCommand): Promise<CommandAnswer> {
    const one = INTAKE_COMMANDS.get(name);
    if (one === undefined) throw new Error(`${name} is not among the commands of the intake`);
    const result = await this.commands.execute(one.command(payload, context));
    if (result.outcome === 'refused') return result;
    const { revision, replayed } = result;
    return {
      outcome: 'accepted',
      status: one.status(result),
      body: JSON.stringify(answerBody(one, result, payload)),
      revision,
      replayed,
    };
  }

  seen(position: bigint): Promise<void> {
    return this.facts.seen(position);
  }

  caughtUpWithOwn(): Promise<void> {
    return this.facts.caughtUpWithOwn();
  }

  async forget(subject: Subject): Promise<void> {
    this.eraser.forget(subject);
  }

  preview(payload: Payloads['OrderSubscription']): Promise<PreviewedOrder> {
    return this.previews.preview(payload);
  }

  async receipt(stream: string, commandId: CommandId): Promise<ReceiptAnswer | undefined> {
    const receipt = await this.receipts.find(stream, commandId);
    const one = RECEIPTED_COMMANDS.get(receipt?.command ?? '');
    if (receipt === undefined || one === undefined || receipt.result.outcome === 'refused') return undefined;
    return { command: receipt.command, answer: answerBody(one, receipt.result, receipt.payload ?? {}) };
  }

  async reachStore(): Promise<void> {
    await this.reader.head();
  }

  /** In the main thread there are none but the process's own. */
  async metrics(): Promise<readonly MetricObject[]> {
    return isMainThread ? [] : metricsAsData();
  }
}
