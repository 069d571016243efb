import type { PlanDetails } from '#domain/plan/plan.events.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { Money } from '#domain/policy/money.js';
import type { Term } from '#domain/policy/term.js';
import { type SubscriptionRow, subscriptionTable } from '#read-models/subscription/subscription.rows.js';
import { begin, change, type Projection, unchanged } from '../projection.js';

const planColumns = ({ productId, productName, period, supportLevel }: PlanDetails) => ({
  product_id: productId,
  product_name: productName,
  period,
  support_level: supportLevel,
});

const priceColumns = ({ amountMinor, currency }: Money) => ({ price_minor: BigInt(amountMinor), currency });

/** A term as it starts: activation and renewal say the same things. */
const termColumns = (event: {
  readonly plan: PlanDetails;
  readonly price: Money;
  readonly seats: number;
  readonly term: Term;
  readonly cutoff: Cutoff;
  readonly commitment: Money;
}) => ({
  ...planColumns(event.plan),
  ...priceColumns(event.price),
  seats: event.seats,
  seats_at_renewal: null,
  plan_at_renewal: null,
  term_number: event.term.number,
  term_start: event.term.startDate,
  term_end: event.term.endDate,
  cutoff: event.cutoff,
  cutoff_date: event.cutoff.date,
  commitment_minor: BigInt(event.commitment.amountMinor),
});

const beforeActivation = {
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
  commitment_minor: 0n,
  vendor_error: null,
  held: null,
} as const;

export const subscriptionProjection: Projection<SubscriptionRow, 'subscription'> = {
  name: 'subscription',
  table: subscriptionTable,
  on: {
    subscription: {
      SubscriptionOrdered: begin(({ subscriptionId, trackingId, order, replaces }, { position }) => ({
        ...beforeActivation,
        subscription_id: subscriptionId,
        tracking_id: trackingId,
        attempt: 1,
        reseller_id: order.resellerId,
        customer_id: order.customerId,
        ...planColumns(order.plan),
        ...priceColumns(order.price),
        po_number: order.poNumber,
        support_contact: order.supportContact,
        status: 'pending',
        seats: order.quantity,
        replaces,
        replaced_by: null,
        ordered_position: position,
      })),
      OrderHeldForReview: change(() => ({ status: 'in-review' })),
      SubscriptionActivated: change((event) => ({ ...termColumns(event), status: 'active' })),
      ProvisioningFailed: change(({ vendorError }) => ({ status: 'not-provisioned', vendor_error: vendorError })),
      OrderResubmitted: change(({ attempt, poNumber, quantity, supportContact }) => ({
        status: 'pending',
        attempt,
        po_number: poNumber,
        seats: quantity,
        support_contact: supportContact,
        vendor_error: null,
      })),
      OrderReplaced: change(({ replacedBy }) => ({ status: 'replaced', replaced_by: replacedBy })),
      OrderClosed: change(() => ({ status: 'closed' })),
      LicenseAssigned: change((_, row) => ({ assigned_licenses: row.assigned_licenses + 1 })),
      LicenseUnassigned: change((_, row) => ({ assigned_licenses: row.assigned_licenses - 1 })),
      SeatsAdded: change(({ seats, seatsAtRenewal, proration }, row) => ({
        seats,
        seats_at_renewal: seatsAtRenewal,
        commitment_minor: row.commitment_minor + BigInt(proration.total.amountMinor),
      })),
      SeatReductionScheduled: change(({ seats, seatsAtRenewal }) => ({
        seats_at_renewal: seatsAtRenewal === seats ? null : seatsAtRenewal,
      })),
      TermSwitchScheduled: change(({ plan, planAtRenewal }) => ({
        plan_at_renewal: planAtRenewal.productId === plan.productId ? null : planAtRenewal.productId,
      })),
      AutoRenewDisabled: change(({ endsAfterTerm, endsOn }, row) => ({
        auto_renew: false,
        ends_on: endsOn,
        // What was scheduled for a renewal that now never comes is gone.
        ...(endsAfterTerm === row.term_number ? { seats_at_renewal: null, plan_at_renewal: null } : {}),
      })),
      DueWorkHeld: change(({ reason, heldAt }, _row, { actor }) => ({ held: { reason, since: heldAt, actor } })),
      DueWorkReleased: change(() => ({ held: null })),
      RenewalCutoffPassed: unchanged,
      InstalmentFellDue: unchanged,
      SubscriptionRenewed: change(termColumns),
      SubscriptionEnded: change(({ endDate }) => ({ status: 'ended', ends_on: endDate })),
      PersonalDataErased: change(() => ({ support_contact: { erased: true } })),
      CommandHadNoEffect: unchanged,
    },
  },
};
