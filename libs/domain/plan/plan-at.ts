import type { Instant } from '../../kernel/instant.js';
import type { Money } from '../policy/money.js';
import type { Plan, PlanState } from './plan.state.js';

/** The price in force at an instant, also of a plan withdrawn by then; undefined before its first listing. */
export const priceAt = (plan: Plan, instant: Instant): Money | undefined =>
  plan?.prices.filter(({ from }) => from <= instant).at(-1)?.price;

export const isOnSaleAt = (plan: Plan, instant: Instant): plan is PlanState =>
  plan?.sales.some(({ from, until }) => from <= instant && (until === undefined || instant < until)) ?? false;
