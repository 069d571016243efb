import type { ProductId } from '../../kernel/ids.js';
import type { Money } from '../policy/money.js';
import type { PlanDetails } from './plan.events.js';

/** Lists a plan, lists it again, or changes its price. */
export interface ListServicePlan {
  readonly type: 'ListServicePlan';
  readonly plan: PlanDetails;
  readonly price: Money;
}

export interface WithdrawServicePlan {
  readonly type: 'WithdrawServicePlan';
  readonly productId: ProductId;
}

export type PlanCommand = ListServicePlan | WithdrawServicePlan;
