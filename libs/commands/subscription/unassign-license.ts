import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class UnassignLicenseCommand extends TermbookCommand<Payloads['UnassignLicense'], 'subscription'> {}

@CommandHandler(UnassignLicenseCommand)
export class UnassignLicenseHandler implements ICommandHandler<UnassignLicenseCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: UnassignLicenseCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'UnassignLicense', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'UnassignLicense',
      endUserId: payload.endUserId,
    });
  }
}
