import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse, type Verdict } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import { type Money, sameMoney } from '../policy/money.js';
import type { ListServicePlan, PlanCommand, WithdrawServicePlan } from './plan.commands.js';
import type { PlanDetails, PlanEvent } from './plan.events.js';
import type { PlanRefusal } from './plan.refusals.js';
import type { Plan, PlanState } from './plan.state.js';

type PlanVerdict = Verdict<PlanEvent, PlanRefusal>;

export function decidePlan(state: Plan, command: PlanCommand, now: Instant): PlanVerdict {
  switch (command.type) {
    case 'ListServicePlan':
      return list(state, command, now);
    case 'WithdrawServicePlan':
      return withdraw(state, command, now);
    default:
      return assertNever(command);
  }
}

function list(state: Plan, { plan, price }: ListServicePlan, now: Instant): PlanVerdict {
  if (state === undefined) return accept({ type: 'ServicePlanListed', plan, price, listedAt: now });
  const present = presentPrice(state);
  const differing = differences(state.details, plan, present, price);
  if (differing.length > 0) return refuse({ code: 'plan-differs', listed: state.details, differing });
  if (!isOnSale(state)) return accept({ type: 'ServicePlanListed', plan, price, listedAt: now });
  if (sameMoney(present, price)) return noEffect();
  return accept({
    type: 'ServicePlanRepriced',
    productId: plan.productId,
    price,
    previousPrice: present,
    repricedAt: now,
  });
}

function withdraw(state: Plan, { productId }: WithdrawServicePlan, now: Instant): PlanVerdict {
  if (state === undefined) return refuse({ code: 'not-found', what: 'service-plan', productId });
  if (!isOnSale(state)) return noEffect();
  return accept({ type: 'ServicePlanWithdrawn', productId, lastPrice: presentPrice(state), withdrawnAt: now });
}

const FIXED = ['productName', 'period', 'supportLevel', 'catalogue'] as const satisfies readonly (keyof PlanDetails)[];

function differences(listed: PlanDetails, asked: PlanDetails, present: Money, price: Money): readonly string[] {
  const fields: string[] = FIXED.filter((field) => listed[field] !== asked[field]);
  return present.currency === price.currency ? fields : [...fields, 'currency'];
}

const isOnSale = (state: PlanState): boolean => state.sales.some(({ until }) => until === undefined);

function presentPrice(state: PlanState): Money {
  const last = state.prices.at(-1);
  if (last === undefined) throw new Error(`Plan ${state.details.productId} has no price`);
  return last.price;
}
