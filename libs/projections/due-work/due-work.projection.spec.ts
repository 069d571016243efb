import { describe, expect, it } from '@jest/globals';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import type { Csn, EndUserId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { detailsOf, folded, itemsOf, SOME_INSTANT } from '../folded.spec-support.js';
import { activated, cutoffOn, date, id, order, ordered, renewed, stream, usd } from '../orders.spec-support.js';
import { anyProjection } from '../projection.js';
import { dueWorkProjection } from './due-work.projection.js';

const projection = anyProjection(dueWorkProjection(createBusinessCalendar(autodeskPolicy)));

const due = (...events: readonly (readonly [string, DomainEvent])[]) =>
  detailsOf(folded(projection, ...itemsOf(...events))).map(({ stream: _, ...work }) => work);
const dueAfter = (...events: readonly DomainEvent[]) => due(...events.map((event) => [stream, event] as const));
const settling = (kind: string, dueAt: string) => ({ kind, due_at: dueAt, attempt: null, details: null, held: false });

const later = '2026-03-09T18:00:00.000Z' as Instant;
const provisioning = {
  kind: 'provisioning',
  due_at: SOME_INSTANT,
  attempt: 1,
  details: { trackingId: 't-1' },
  held: false,
};
const failed = {
  type: 'ProvisioningFailed',
  attempt: 1,
  vendorError: { code: 12, message: 'no' },
  resubmittable: true,
  failedAt: SOME_INSTANT,
} as const;
const other = 's-2' as SubscriptionId;
const replaced = {
  type: 'OrderReplaced',
  replacedBy: other,
  replacementTrackingId: 't-2' as TrackingId,
  replacement: order,
  replacedAt: later,
} as const;

describe('due work at the vendor', () => {
  it('is there while an order is pending or in review, since its attempt', () => {
    expect(dueAfter(ordered)).toEqual([provisioning]);
    expect(dueAfter(ordered, { type: 'OrderHeldForReview', attempt: 1, heldAt: later })).toEqual([provisioning]);
  });

  it('is gone once the attempt failed, and back with the next', () => {
    expect(dueAfter(ordered, failed)).toEqual([]);
    const resubmitted = {
      type: 'OrderResubmitted',
      attempt: 2,
      poNumber: 'PO-2',
      quantity: 1,
      supportContact: { sealed: 'x' },
      resubmittedAt: later,
    } as const;
    expect(dueAfter(ordered, failed, resubmitted)).toEqual([{ ...provisioning, due_at: later, attempt: 2 }]);
    expect(dueAfter(ordered, failed, { type: 'OrderClosed', reason: 'x', closedAt: later })).toEqual([]);
  });

  it('asks for a CSN until it is rejected or revoked', () => {
    const reseller = 'reseller-r-1';
    const csn = { resellerId: order.resellerId, csn: '0001234567' as Csn, registration: 1 };
    const registered = { type: 'CsnRegistered', ...csn, registeredAt: SOME_INSTANT } as const;
    const asked = { kind: 'csn', attempt: null, details: { registration: 1, csn: '0001234567' }, held: false };
    expect(due([reseller, registered])).toEqual([{ ...asked, due_at: SOME_INSTANT }]);
    const verified = { type: 'CsnVerified', ...csn, verifiedAt: later } as const;
    expect(due([reseller, registered], [reseller, verified])).toEqual([{ ...asked, due_at: later }]);
    expect(due([reseller, registered], [reseller, { type: 'CsnRejected', ...csn, rejectedAt: later }])).toEqual([]);
    const revoked = { type: 'CsnRevoked', ...csn, revokedAt: later } as const;
    expect(due([reseller, registered], [reseller, verified], [reseller, revoked])).toEqual([]);
  });
});

describe('due work of an active subscription', () => {
  const instalment = (instalmentNumber: number, dueOn: string) =>
    ({
      type: 'InstalmentFellDue',
      charge: { kind: 'instalment', termNumber: 1, instalmentNumber, dueOn: date(dueOn), amount: usd(1000) },
    }) as const;
  const cutoff = settling('cutoff', '2027-02-26T00:00:00.000Z');
  const renewal = settling('renewal', '2027-03-05T08:00:00.000Z');

  it('is the next instalment, the cutoff and the renewal', () => {
    expect(dueAfter(ordered, activated)).toEqual([cutoff, settling('instalment', '2026-03-05T08:00:00.000Z'), renewal]);
    expect(dueAfter(ordered, activated, instalment(1, '2026-03-05'))).toEqual([
      cutoff,
      settling('instalment', '2026-04-05T07:00:00.000Z'),
      renewal,
    ]);
  });

  it('has no instalment behind the twelfth, and no cutoff once it passed', () => {
    expect(dueAfter(ordered, activated, instalment(12, '2027-02-05'))).toEqual([cutoff, renewal]);
    const passed = { type: 'RenewalCutoffPassed', termNumber: 1, cutoff: cutoffOn('2027-02-25') } as const;
    expect(dueAfter(ordered, activated, instalment(12, '2027-02-05'), passed)).toEqual([renewal]);
  });

  it('is the end instead of a renewal when it was disabled in time', () => {
    const disabled = {
      type: 'AutoRenewDisabled',
      late: false,
      endsAfterTerm: 1,
      endsOn: date('2027-03-04'),
      cutoff: cutoffOn('2027-02-25'),
      received: null,
      disabledAt: later,
    } as const;
    const end = settling('end', '2027-03-05T08:00:00.000Z');
    expect(dueAfter(ordered, activated, instalment(12, '2027-02-05'), disabled)).toEqual([end]);
    const ended = { type: 'SubscriptionEnded', termNumber: 1, endDate: date('2027-03-04') } as const;
    expect(dueAfter(ordered, activated, instalment(12, '2027-02-05'), disabled, ended)).toEqual([]);
  });

  it('is of the next term after a renewal; an annual one has no instalments', () => {
    expect(dueAfter(ordered, activated, renewed)).toEqual([
      settling('cutoff', '2028-02-26T00:00:00.000Z'),
      settling('renewal', '2028-03-05T08:00:00.000Z'),
    ]);
  });

  it('is held, each of it, from the hold to the release', () => {
    const held = { type: 'DueWorkHeld', reason: 'asked in time', heldAt: later } as const;
    const free = [cutoff, settling('instalment', '2026-03-05T08:00:00.000Z'), renewal];
    expect(dueAfter(ordered, activated, held)).toEqual(free.map((work) => ({ ...work, held: true })));
    const released = { type: 'DueWorkReleased', reason: 'seen', heldAt: later, releasedAt: later } as const;
    expect(dueAfter(ordered, activated, held, released)).toEqual(free);
  });

  it('goes on at the vendor though it is held', () =>
    expect(dueAfter(ordered, { type: 'DueWorkHeld', reason: 'x', heldAt: later })).toEqual([provisioning]));

  it('does not keep who holds which licence', () => {
    const assigned = { type: 'LicenseAssigned', endUserId: 'u-1' as EndUserId, assignedAt: later } as const;
    const batch = folded(projection, ...itemsOf([stream, ordered], [stream, activated], [stream, assigned]));
    expect(batch.rows[0]?.row?.fold).not.toHaveProperty('subscription.licenses');
    expect(batch.counts).toEqual({ applied: 2, ignored: 1, parked: 0 });
  });
});

describe('an order decided in another stream', () => {
  const unfinished = {
    kind: 'unfinished',
    due_at: later,
    attempt: null,
    details: { subscriptionId: other },
    held: false,
  };

  it('is unfinished from its decision until its own first event: a replacement', () => {
    expect(dueAfter(ordered, failed, replaced)).toEqual([unfinished]);
    const replacement = { ...ordered, subscriptionId: other, replaces: id } as const;
    const finished = due(
      [stream, ordered],
      [stream, failed],
      [stream, replaced],
      [`subscription-${other}`, replacement],
    );
    expect(finished).toEqual([provisioning]);
  });

  it('is unfinished from its decision until its own first event: a checkout', () => {
    const cart = 'cart-c-1';
    const checkedOut = {
      type: 'CartCheckedOut',
      customerId: order.customerId,
      resellerId: order.resellerId,
      subscriptionId: other,
      trackingId: 't-2' as TrackingId,
      order,
      checkedOutAt: later,
    } as const;
    expect(due([cart, checkedOut])).toEqual([unfinished]);
    const fromCart = { ...ordered, subscriptionId: other, fromCart: true } as const;
    expect(due([cart, checkedOut], [`subscription-${other}`, fromCart])).toEqual([provisioning]);
    const second = { ...checkedOut, subscriptionId: id } as const;
    expect(due([cart, checkedOut], [cart, second])).toEqual([unfinished]);
    expect(due([cart, checkedOut], [cart, second], [`subscription-${other}`, fromCart])).toEqual([
      { ...unfinished, details: { subscriptionId: id } },
      provisioning,
    ]);
  });
});
