import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SettleDueCommand } from '#commands/subscription/settle-due.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { SubscriptionId } from '#kernel/ids.js';
import type { DueWork } from '../due-work/due-work.js';
import { contextOf, type DueTask, doneWith, idIn, type Outcome } from './outcome.js';

/** Wakes a subscription, which then settles what fell due. */
@Injectable()
export class SettleTask implements DueTask {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run({ stream, dueAt }: DueWork, cause: string): Promise<Outcome> {
    if (dueAt > this.clock.now()) return { kind: 'early', until: dueAt };
    const payload = { subscriptionId: idIn(stream) as SubscriptionId };
    return doneWith(await this.commands.execute(new SettleDueCommand(payload, contextOf('settle', cause))));
  }
}
