import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Plans } from './plans.js';

export class WithdrawServicePlanCommand extends TermbookCommand<Payloads['WithdrawServicePlan'], 'plan'> {}

@CommandHandler(WithdrawServicePlanCommand)
export class WithdrawServicePlanHandler implements ICommandHandler<WithdrawServicePlanCommand> {
  constructor(@Inject(Plans) private readonly plans: Plans) {}

  execute({ payload, context }: WithdrawServicePlanCommand): Promise<CommandResult<'plan'>> {
    const asked = { command: 'WithdrawServicePlan', payload, context } as const;
    const { productId } = payload;
    return this.plans.handle(asked, productId, { type: 'WithdrawServicePlan', productId });
  }
}
