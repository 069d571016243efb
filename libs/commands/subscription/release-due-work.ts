import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** What was held happens, each as of its due instant. */
export class ReleaseDueWorkCommand extends TermbookCommand<Payloads['ReleaseDueWork'], 'subscription'> {}

@CommandHandler(ReleaseDueWorkCommand)
export class ReleaseDueWorkHandler implements ICommandHandler<ReleaseDueWorkCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: ReleaseDueWorkCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'ReleaseDueWork', payload, context } as const;
    const { subscriptionId, reason } = payload;
    return this.subscriptions.handle(asked, subscriptionId, { type: 'ReleaseDueWork', reason });
  }
}
