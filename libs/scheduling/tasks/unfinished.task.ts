import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { FinishOrderCommand } from '#commands/subscription/finish-order.js';
import type { SubscriptionId } from '#kernel/ids.js';
import type { DueWork } from '../due-work/due-work.js';
import { contextOf, type DueTask, doneWith, type Outcome } from './outcome.js';

/** Writes the subscription of a checkout or a replacement whose second append is missing. */
@Injectable()
export class UnfinishedTask implements DueTask {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  async run({ stream, details }: DueWork, cause: string): Promise<Outcome> {
    if (details === null || !('subscriptionId' in details))
      throw new Error(`${stream} is unfinished without a subscription`);
    const payload = { stream, subscriptionId: details.subscriptionId as SubscriptionId };
    return doneWith(await this.commands.execute(new FinishOrderCommand(payload, contextOf('unfinished', cause))));
  }
}
