import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import { type Cutoff, cutoffBefore } from '#domain/policy/cutoff.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';

/** A policy with its calendar. */
export interface OtherPolicy {
  readonly policy: VendorPolicy;
  readonly calendar: BusinessCalendar;
}

const isSameRule = ({ calendar, timeZone, businessDays, cutoffDayCounts }: Cutoff, { policy }: OtherPolicy): boolean =>
  calendar.region === policy.calendarRegion &&
  timeZone === policy.timeZone &&
  businessDays === policy.businessDaysBeforeTermEnd &&
  cutoffDayCounts === policy.cutoffDayCounts;

/** The cutoff that another policy would have fixed for the present term; undefined where it is by the same rule. */
export function otherCutoff(state: Subscription, other: OtherPolicy): Cutoff | undefined {
  if (state?.status !== 'active' || isSameRule(state.cutoff, other)) return undefined;
  return cutoffBefore(state.term.endDate, other.policy, other.calendar);
}

/**
 * A subscription as it was, but for what the vendor policy itself fixes in it: the cutoff of the present term, and
 * whether a failed attempt may be resubmitted. That an other cutoff passed is told apart (see judging): here it counts
 * as passed, so that not every later decision says so again.
 */
export function underPolicy(state: Subscription, other: OtherPolicy): Subscription {
  if (state?.status === 'not-provisioned') {
    return { ...state, resubmittable: !other.policy.neverResubmittedErrors.includes(state.vendorError.code) };
  }
  const cutoff = otherCutoff(state, other);
  if (cutoff === undefined || state?.status !== 'active') return state;
  return { ...state, cutoff, cutoffPassed: true };
}
