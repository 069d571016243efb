import { addDays } from '../format/time.js';
import type { Question } from './use-what-if.js';

/** What stands in the form, and but for the policy in the address. */
export interface Asked {
  /** Dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly businessDays: string;
  readonly resellerId: string;
  /** As a policy file has it; stands in for the number of days. */
  readonly policy: string;
}

type Policy = Readonly<Record<string, unknown>>;

/** @param inForce what the number of business days is changed in. @returns what is wrong with the policy, as text. */
export function questionOf(asked: Asked, inForce: Policy): Question | string {
  const policy = policyOf(asked, inForce);
  if (typeof policy === 'string') return policy;
  return {
    from: `${asked.from}T00:00:00Z`,
    to: `${addDays(asked.to, 1)}T00:00:00Z`,
    policy,
    ...(asked.resellerId === '' ? {} : { resellerId: asked.resellerId }),
  };
}

function policyOf({ policy, businessDays }: Asked, inForce: Policy): Policy | string {
  if (policy.trim() === '') {
    return businessDays === '' ? inForce : { ...inForce, businessDaysBeforeTermEnd: Number(businessDays) };
  }
  try {
    const parsed: unknown = JSON.parse(policy);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Policy)
      : 'The policy must be a JSON object.';
  } catch (error) {
    return `The policy is not JSON: ${(error as Error).message}`;
  }
}
