import { describe, expect, it } from '@jest/globals';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import type { CommandHadNoEffect } from '#event-store/stored-event.js';
import type { EndUserId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import { folded, itemsOf, rowsOf, SOME_INSTANT } from '../folded.spec-support.js';
import {
  activated,
  annualPlan,
  cutoffOn,
  date,
  id,
  monthlyPlan,
  order,
  ordered,
  renewed,
  stream,
  usd,
} from '../orders.spec-support.js';
import { anyProjection } from '../projection.js';
import { subscriptionProjection } from './subscription.projection.js';

type Told = SubscriptionEvent | CommandHadNoEffect;
const rowAfter = (...events: readonly Told[]) =>
  rowsOf(
    folded(anyProjection(subscriptionProjection), ...itemsOf(...events.map((event) => [stream, event] as const))),
  )[0];

const pending = {
  subscription_id: id,
  tracking_id: 't-1',
  attempt: 1,
  reseller_id: 'r-1',
  customer_id: 'c-1',
  product_id: monthlyPlan.productId,
  product_name: 'Civil 3D',
  period: 'monthly',
  support_level: 'basic',
  po_number: 'PO-1',
  support_contact: { sealed: 'contact' },
  status: 'pending',
  seats: 10,
  seats_at_renewal: null,
  plan_at_renewal: null,
  assigned_licenses: 0,
  auto_renew: true,
  ends_on: null,
  term_number: null,
  term_start: null,
  term_end: null,
  cutoff: null,
  cutoff_date: null,
  price_minor: 1200n,
  currency: 'USD',
  commitment_minor: 0n,
  vendor_error: null,
  held: null,
  replaces: null,
  replaced_by: null,
  ordered_position: 100n,
  revision: 0,
  position: 100n,
};

const active = {
  ...pending,
  status: 'active',
  term_number: 1,
  term_start: '2026-03-05',
  term_end: '2027-03-04',
  cutoff: cutoffOn('2027-02-25'),
  cutoff_date: '2027-02-25',
  commitment_minor: 12_000n,
};

const vendorError = { code: 12, message: 'no' };
const failed = {
  type: 'ProvisioningFailed',
  attempt: 1,
  vendorError,
  resubmittable: true,
  failedAt: SOME_INSTANT,
} as const;
const assigned = { type: 'LicenseAssigned', endUserId: 'u-1' as EndUserId, assignedAt: SOME_INSTANT } as const;
const reduced = {
  type: 'SeatReductionScheduled',
  seats: 10,
  seatsAtRenewal: 6,
  scheduledAt: SOME_INSTANT,
} as const;
const switched = {
  type: 'TermSwitchScheduled',
  plan: monthlyPlan,
  planAtRenewal: annualPlan,
  scheduledAt: SOME_INSTANT,
} as const;
const disabled = (endsAfterTerm: number, endsOn: string) =>
  ({
    type: 'AutoRenewDisabled',
    late: endsAfterTerm > 1,
    endsAfterTerm,
    endsOn: date(endsOn),
    cutoff: cutoffOn('2027-02-25'),
    received: null,
    disabledAt: SOME_INSTANT,
  }) as const;

describe('the row of a subscription', () => {
  it('begins with the order, owing nothing', () => {
    expect(rowAfter(ordered)).toEqual(pending);
  });

  it('says when the vendor has it in review', () => {
    expect(rowAfter(ordered, { type: 'OrderHeldForReview', attempt: 1, heldAt: SOME_INSTANT })).toEqual({
      ...pending,
      status: 'in-review',
      revision: 1,
      position: 101n,
    });
  });

  it('has its first term from the activation on', () => {
    expect(rowAfter(ordered, activated)).toEqual({ ...active, revision: 1, position: 101n });
  });

  it('shows the vendor error until a resubmission, which is a new attempt', () => {
    expect(rowAfter(ordered, failed)).toMatchObject({ status: 'not-provisioned', vendor_error: vendorError });
    const resubmitted = {
      type: 'OrderResubmitted',
      attempt: 2,
      poNumber: 'PO-2',
      quantity: 4,
      supportContact: { sealed: 'other' },
      resubmittedAt: SOME_INSTANT,
    } as const;
    expect(rowAfter(ordered, failed, resubmitted)).toEqual({
      ...pending,
      attempt: 2,
      po_number: 'PO-2',
      seats: 4,
      support_contact: { sealed: 'other' },
      revision: 2,
      position: 102n,
    });
  });

  it('keeps the vendor error when it is replaced or closed', () => {
    const replaced = {
      type: 'OrderReplaced',
      replacedBy: 's-2' as SubscriptionId,
      replacementTrackingId: 't-2' as TrackingId,
      replacement: order,
      replacedAt: SOME_INSTANT,
    } as const;
    const closed = { type: 'OrderClosed', reason: 'given up', closedAt: SOME_INSTANT } as const;
    expect(rowAfter(ordered, failed, replaced)).toMatchObject({
      status: 'replaced',
      replaced_by: 's-2',
      vendor_error: vendorError,
    });
    expect(rowAfter(ordered, failed, closed)).toMatchObject({ status: 'closed', vendor_error: vendorError });
  });

  it('counts the licences that are assigned', () => {
    const unassigned = {
      type: 'LicenseUnassigned',
      endUserId: 'u-1' as EndUserId,
      unassignedAt: SOME_INSTANT,
    } as const;
    expect(rowAfter(ordered, activated, assigned)).toMatchObject({ assigned_licenses: 1 });
    expect(rowAfter(ordered, activated, assigned, unassigned)).toMatchObject({ assigned_licenses: 0 });
  });

  it('adds the price of added seats to the commitment', () => {
    const added = {
      type: 'SeatsAdded',
      added: 3,
      seats: 13,
      seatsAtRenewal: 9,
      proration: { price: usd(1200), days: 365, daysOfTerm: 365, total: usd(3600) },
      charge: { kind: 'seats', termNumber: 1, dueOn: date('2026-03-05'), amount: usd(3600) },
      laterCharges: [],
      addedAt: SOME_INSTANT,
    } as const;
    expect(rowAfter(ordered, activated, reduced, added)).toMatchObject({
      seats: 13,
      seats_at_renewal: 9,
      commitment_minor: 15_600n,
    });
  });

  it('shows what is scheduled for the renewal, until that undoes itself', () => {
    expect(rowAfter(ordered, activated, reduced)).toMatchObject({ seats: 10, seats_at_renewal: 6 });
    expect(rowAfter(ordered, activated, reduced, { ...reduced, seatsAtRenewal: 10 })).toMatchObject({
      seats_at_renewal: null,
    });
    expect(rowAfter(ordered, activated, switched)).toMatchObject({ plan_at_renewal: annualPlan.productId });
    expect(rowAfter(ordered, activated, switched, { ...switched, planAtRenewal: monthlyPlan })).toMatchObject({
      plan_at_renewal: null,
    });
  });

  it('loses what was scheduled when it is disabled in time, and keeps it when it renews once more', () => {
    expect(rowAfter(ordered, activated, reduced, switched, disabled(1, '2027-03-04'))).toMatchObject({
      auto_renew: false,
      ends_on: '2027-03-04',
      seats_at_renewal: null,
      plan_at_renewal: null,
    });
    expect(rowAfter(ordered, activated, reduced, switched, disabled(2, '2028-03-04'))).toMatchObject({
      auto_renew: false,
      ends_on: '2028-03-04',
      seats_at_renewal: 6,
      plan_at_renewal: annualPlan.productId,
    });
  });

  it('is of the new term from the renewal on, with nothing scheduled', () => {
    expect(rowAfter(ordered, activated, reduced, switched, renewed)).toEqual({
      ...active,
      product_id: annualPlan.productId,
      period: 'annual',
      price_minor: 1300n,
      seats: 6,
      term_number: 2,
      term_start: '2027-03-05',
      term_end: '2028-03-04',
      cutoff: cutoffOn('2028-02-25'),
      cutoff_date: '2028-02-25',
      commitment_minor: 7800n,
      revision: 4,
      position: 104n,
    });
  });

  it('is ended at the end, and keeps its last term', () => {
    const ended = { type: 'SubscriptionEnded', termNumber: 1, endDate: date('2027-03-04') } as const;
    expect(rowAfter(ordered, activated, disabled(1, '2027-03-04'), ended)).toEqual({
      ...active,
      status: 'ended',
      auto_renew: false,
      ends_on: '2027-03-04',
      revision: 3,
      position: 103n,
    });
  });

  it('says who holds its due work, why and since when, until the release', () => {
    const held = { type: 'DueWorkHeld', reason: 'asked in time', heldAt: SOME_INSTANT } as const;
    const by = { reason: 'asked in time', since: SOME_INSTANT, actor: 'test' };
    expect(rowAfter(ordered, activated, held)).toMatchObject({ ...active, held: by, revision: 2, position: 102n });
    const released = { ...held, type: 'DueWorkReleased', releasedAt: SOME_INSTANT } as const;
    expect(rowAfter(ordered, activated, held, released)).toEqual({ ...active, revision: 3, position: 103n });
  });

  it('has the revision and position also of events that change nothing else', () => {
    const charge = {
      kind: 'instalment',
      termNumber: 1,
      instalmentNumber: 1,
      dueOn: date('2026-03-05'),
      amount: usd(1),
    } as const;
    const passed = { type: 'RenewalCutoffPassed', termNumber: 1, cutoff: cutoffOn('2027-02-25') } as const;
    const receipt = { type: 'CommandHadNoEffect', command: 'AssignLicense' } as const;
    expect(rowAfter(ordered, activated, { type: 'InstalmentFellDue', charge }, passed, receipt)).toEqual({
      ...active,
      revision: 4,
      position: 104n,
    });
  });
});
