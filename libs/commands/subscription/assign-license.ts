import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class AssignLicenseCommand extends TermbookCommand<Payloads['AssignLicense'], 'subscription'> {}

@CommandHandler(AssignLicenseCommand)
export class AssignLicenseHandler implements ICommandHandler<AssignLicenseCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: AssignLicenseCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'AssignLicense', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'AssignLicense',
      endUserId: payload.endUserId,
    });
  }
}
