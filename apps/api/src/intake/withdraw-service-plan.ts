import type { Payloads } from '#commands/payloads.js';
import { WithdrawServicePlanCommand } from '#commands/plan/withdraw-service-plan.js';
import { formatProductId } from '#domain/plan/product-id.js';
import type { ProductId } from '#kernel/ids.js';
import { ProductIdField } from '../http/input/other-fields.js';
import { intakeCommand } from './intake-command.js';
import { writesPlan } from './touches.js';

class WithdrawServicePlanPayload implements WithdrawServicePlan {
  @ProductIdField()
  readonly productId: ProductId;
}

type WithdrawServicePlan = Payloads['WithdrawServicePlan'];

/** Takes a plan off sale; subscriptions of it go on. */
export const withdrawServicePlan = intakeCommand({
  name: 'WithdrawServicePlan',
  payload: WithdrawServicePlanPayload,
  command: WithdrawServicePlanCommand,
  permits: [],
  touches: ({ productId }) => writesPlan(productId),
  answer: ({ details }) => ({ id: formatProductId(details.productId) }),
});
