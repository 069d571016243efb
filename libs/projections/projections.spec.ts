import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#event-store/stored-event.js';
import type { Csn, CustomerId, EndUserId, ResellerId } from '#kernel/ids.js';
import { cartProjection } from './cart/cart.projection.js';
import { catalogueProjection } from './catalogue/catalogue.projection.js';
import { chargeProjection } from './charge/charge.projection.js';
import { customerProjection } from './customer/customer.projection.js';
import { detailsOf, folded, itemsOf, rowsOf, SOME_INSTANT } from './folded.spec-support.js';
import { licenseProjection } from './license/license.projection.js';
import { activated, annualPlan, date, id, order, ordered, renewed, stream, usd } from './orders.spec-support.js';
import { anyProjection } from './projection.js';
import { resellerProjection } from './reseller/reseller.projection.js';

const customerId = 'c-1' as CustomerId;
const resellerId = 'r-1' as ResellerId;

describe('the row of a service plan', () => {
  const projection = anyProjection(catalogueProjection);
  const plan = `plan-${annualPlan.productId}`;
  const listed = { type: 'ServicePlanListed', plan: annualPlan, price: usd(100), listedAt: SOME_INSTANT } as const;
  const { productId } = annualPlan;

  it('follows its price and its sale, and comes back when listed again', () => {
    const repriced = {
      type: 'ServicePlanRepriced',
      productId,
      price: usd(90),
      previousPrice: usd(100),
      repricedAt: SOME_INSTANT,
    } as const;
    const withdrawn = {
      type: 'ServicePlanWithdrawn',
      productId,
      lastPrice: usd(90),
      withdrawnAt: SOME_INSTANT,
    } as const;
    const row = {
      product_id: productId,
      product_name: 'Civil 3D',
      period: 'annual',
      support_level: 'basic',
      catalogue: 'open',
      price_minor: 90n,
      currency: 'USD',
      on_sale: false,
      revision: 2,
      position: 102n,
    };
    const history = itemsOf([plan, listed], [plan, repriced], [plan, withdrawn], [plan, listed]);
    expect(rowsOf(folded(projection, ...history.slice(0, 3)))).toEqual([row]);
    expect(rowsOf(folded(projection, ...history))).toEqual([
      { ...row, price_minor: 100n, on_sale: true, revision: 3, position: 103n },
    ]);
  });
});

describe('the row of a reseller', () => {
  const projection = anyProjection(resellerProjection);
  const details = { name: 'Cad & Co', country: 'US', supportEmail: 'a@b.example' };
  const registered = { type: 'ResellerRegistered', resellerId, details, registeredAt: SOME_INSTANT } as const;
  const csn = { resellerId, csn: '0001234567' as Csn, registration: 1 };
  const asked = { type: 'CsnRegistered', ...csn, registeredAt: SOME_INSTANT } as const;
  const status = (...events: readonly DomainEvent[]) =>
    rowsOf(folded(projection, ...itemsOf(...events.map((event) => ['reseller-r-1', event] as const))))[0];

  it('follows the CSN from none to the answer of the vendor', () => {
    expect(status(registered)).toMatchObject({ csn: null, csn_status: 'none', registration: 0 });
    expect(status(registered, asked)).toMatchObject({ csn: '0001234567', csn_status: 'pending', registration: 1 });
    expect(status(registered, asked, { type: 'CsnVerified', ...csn, verifiedAt: SOME_INSTANT })).toMatchObject({
      csn_status: 'verified',
    });
    expect(status(registered, asked, { type: 'CsnRejected', ...csn, rejectedAt: SOME_INSTANT })).toMatchObject({
      csn_status: 'rejected',
    });
    expect(status(registered, asked, { type: 'CsnRevoked', ...csn, revokedAt: SOME_INSTANT })).toMatchObject({
      csn_status: 'revoked',
    });
  });

  it('takes changed details, and keeps the CSN', () => {
    const changed = { ...details, name: 'Other' };
    expect(
      status(registered, asked, {
        type: 'ResellerChanged',
        resellerId,
        details: changed,
        previous: details,
        changedAt: SOME_INSTANT,
      }),
    ).toEqual({
      reseller_id: 'r-1',
      name: 'Other',
      country: 'US',
      support_email: 'a@b.example',
      csn: '0001234567',
      csn_status: 'pending',
      registration: 1,
      revision: 2,
      position: 102n,
    });
  });
});

describe('the row of a customer', () => {
  it('keeps personal data sealed; a claim beside it is none of its business', () => {
    const details = { name: { sealed: 'n' }, postalCode: { sealed: 'p' }, country: 'US', csn: null, address: null };
    const claim = { type: 'ClaimTaken', claim: 'x', resellerId, customerId } as const;
    const registered = {
      type: 'CustomerRegistered',
      customerId,
      resellerId,
      details,
      distinctness: { claim: 'x' },
      registeredAt: SOME_INSTANT,
    } as const;
    const batch = folded(
      anyProjection(customerProjection),
      ...itemsOf(['customer-claim-x', claim], ['customer-c-1', registered]),
    );
    expect(rowsOf(batch)).toEqual([
      {
        customer_id: 'c-1',
        reseller_id: 'r-1',
        name: { sealed: 'n' },
        postal_code: { sealed: 'p' },
        address: null,
        country: 'US',
        csn: null,
        revision: 0,
        position: 101n,
      },
    ]);
    expect(batch.counts).toEqual({ applied: 1, ignored: 1, parked: 0 });
  });
});

describe('the row of a cart', () => {
  it('holds one plan, and after a checkout the subscription that it made', () => {
    const cart = 'cart-c-1';
    const placed = {
      type: 'PlanPlacedInCart',
      customerId,
      resellerId,
      plan: annualPlan,
      price: usd(100),
      quantity: 3,
      placedAt: SOME_INSTANT,
    } as const;
    const out = {
      type: 'CartCheckedOut',
      customerId,
      resellerId,
      subscriptionId: id,
      trackingId: ordered.trackingId,
      order,
      checkedOutAt: SOME_INSTANT,
    } as const;
    const row = { customer_id: 'c-1', reseller_id: 'r-1' };
    const history = itemsOf([cart, placed], [cart, out]);
    expect(rowsOf(folded(anyProjection(cartProjection), ...history.slice(0, 1)))).toEqual([
      { ...row, product_id: annualPlan.productId, quantity: 3, checked_out: null, revision: 0, position: 100n },
    ]);
    expect(rowsOf(folded(anyProjection(cartProjection), ...history))).toEqual([
      { ...row, product_id: null, quantity: null, checked_out: id, revision: 1, position: 101n },
    ]);
  });
});

describe('the rows of licences', () => {
  it('are those that are held now', () => {
    const assigned = (endUserId: string) =>
      ({ type: 'LicenseAssigned', endUserId: endUserId as EndUserId, assignedAt: SOME_INSTANT }) as const;
    const unassigned = {
      type: 'LicenseUnassigned',
      endUserId: 'u-1' as EndUserId,
      unassignedAt: SOME_INSTANT,
    } as const;
    const batch = folded(
      anyProjection(licenseProjection),
      ...itemsOf([stream, ordered], [stream, assigned('u-1')], [stream, assigned('u-2')], [stream, unassigned]),
    );
    expect(batch.rows).toEqual([
      { key: [id, 'u-1'], row: undefined },
      {
        key: [id, 'u-2'],
        row: { subscription_id: id, end_user_id: 'u-2', assigned_at: SOME_INSTANT, revision: 2, position: 102n },
      },
    ]);
    expect(batch.counts).toEqual({ applied: 3, ignored: 1, parked: 0 });
  });
});

describe('the rows of charges', () => {
  it('are one for each event that charges, with the reseller of the order', () => {
    const instalment = {
      type: 'InstalmentFellDue',
      charge: { kind: 'instalment', termNumber: 1, instalmentNumber: 1, dueOn: date('2026-03-05'), amount: usd(1000) },
    } as const;
    const batch = folded(
      anyProjection(chargeProjection),
      ...itemsOf([stream, ordered], [stream, activated], [stream, instalment], [stream, renewed]),
    );
    const row = { subscription_id: id, reseller_id: 'r-1', currency: 'USD' };
    expect(detailsOf(batch)).toEqual([
      {
        ...row,
        kind: 'instalment',
        term_number: 1,
        instalment_number: 1,
        due_on: '2026-03-05',
        amount_minor: 1000n,
        revision: 2,
        position: 102n,
      },
      {
        ...row,
        kind: 'term',
        term_number: 2,
        instalment_number: null,
        due_on: '2027-03-05',
        amount_minor: 7800n,
        revision: 3,
        position: 103n,
      },
    ]);
  });
});
