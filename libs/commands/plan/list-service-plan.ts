import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Plans } from './plans.js';

export class ListServicePlanCommand extends TermbookCommand<Payloads['ListServicePlan'], 'plan'> {}

@CommandHandler(ListServicePlanCommand)
export class ListServicePlanHandler implements ICommandHandler<ListServicePlanCommand> {
  constructor(@Inject(Plans) private readonly plans: Plans) {}

  execute({ payload, context }: ListServicePlanCommand): Promise<CommandResult<'plan'>> {
    const asked = { command: 'ListServicePlan', payload, context } as const;
    const { price, ...plan } = payload;
    return this.plans.handle(asked, plan.productId, { type: 'ListServicePlan', plan, price });
  }
}
