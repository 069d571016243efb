import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { PlanEvent } from './plan.events.js';
import type { Plan, PlanState } from './plan.state.js';

/** @throws Error when a history begins with anything but a listing. */
export function evolvePlan(state: Plan, event: PlanEvent, effectiveAt: Instant): PlanState {
  switch (event.type) {
    case 'ServicePlanListed':
      return {
        details: event.plan,
        prices: [...(state?.prices ?? []), { from: effectiveAt, price: event.price }],
        sales: [...(state?.sales ?? []), { from: effectiveAt, until: undefined }],
      };
    case 'ServicePlanRepriced': {
      const plan = listed(state, event);
      return { ...plan, prices: [...plan.prices, { from: effectiveAt, price: event.price }] };
    }
    case 'ServicePlanWithdrawn': {
      const plan = listed(state, event);
      return { ...plan, sales: plan.sales.map((sale) => ({ ...sale, until: sale.until ?? effectiveAt })) };
    }
    default:
      return assertNever(event);
  }
}

function listed(state: Plan, event: PlanEvent): PlanState {
  if (state === undefined) throw new Error(`${event.type} before the plan was listed`);
  return state;
}
