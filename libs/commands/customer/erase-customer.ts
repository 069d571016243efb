import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SUBJECT_ERASER, type SubjectEraser } from '#vault/subject-eraser.js';
import { type CommandResult, TermbookCommand } from '../command.js';
import { StreamCache } from '../engine/stream-cache.js';
import { CUSTOMER, customerStream } from '../engine/stream-kind.js';
import type { Payloads } from '../payloads.js';
import { Customers } from './customers.js';

/** Erases a customer's name and address everywhere, by destroying the key that they are sealed under. */
export class EraseCustomerCommand extends TermbookCommand<Payloads['EraseCustomer'], 'customer'> {}

@CommandHandler(EraseCustomerCommand)
export class EraseCustomerHandler implements ICommandHandler<EraseCustomerCommand> {
  constructor(
    @Inject(Customers) private readonly customers: Customers,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(SUBJECT_ERASER) private readonly eraser: SubjectEraser,
  ) {}

  /** The key goes first: whatever happens then, the data is gone, and a repeat says so in the history. */
  async execute({ payload, context }: EraseCustomerCommand): Promise<CommandResult<'customer'>> {
    const { customerId, reason } = payload;
    const { state } = await this.cache.readThrough(CUSTOMER, customerStream(customerId));
    // Nobody's key is destroyed before there is somebody: it could never be made again.
    if (state !== undefined) await this.eraser.destroy(`customer:${customerId}`);
    return this.customers.erase(
      { command: 'EraseCustomer', payload, context },
      { type: 'EraseCustomer', customerId, reason },
    );
  }
}
