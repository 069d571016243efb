import { accept, noEffect, refuse, type Verdict } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import { type Personal, textOf } from '../../kernel/personal.js';
import type { Reseller } from '../reseller/reseller.state.js';
import { claimText } from './claim-text.js';
import type { CustomerCommand, EraseCustomer } from './customer.commands.js';
import type { CustomerDetails, CustomerEvent, Distinctness } from './customer.events.js';
import type { CustomerRefusal } from './customer.refusals.js';
import type { Customer, CustomerState } from './customer.state.js';

type CustomerVerdict = Verdict<CustomerEvent, CustomerRefusal>;

/** `duplicate-customer` is not decided here: it is the claim stream that says who was first. */
export function decideCustomer(
  state: Customer,
  command: CustomerCommand,
  facts: { readonly reseller: Reseller },
  now: Instant,
): CustomerVerdict {
  const { customerId, resellerId, details, distinctness } = command;
  if (facts.reseller === undefined) return refuse({ code: 'not-found', what: 'reseller', resellerId });
  if (state === undefined) {
    return accept({ type: 'CustomerRegistered', customerId, resellerId, details, distinctness, registeredAt: now });
  }
  if (state.resellerId !== resellerId) return refuse({ code: 'customer-of-another-reseller', customerId });
  if (isErased(state)) return refuse({ code: 'personal-data-erased', subject: `customer:${customerId}` });
  if (sameCustomerDetails(state.details, details)) return noEffect();
  const claims = claimsAfter(state, details, distinctness);
  return accept({ type: 'CustomerChanged', customerId, resellerId, details, ...claims, changedAt: now });
}

export const isErased = ({ details }: CustomerState): boolean => 'erased' in details.name;

/** Twice is once. */
export function decideErasure(state: Customer, { customerId, reason }: EraseCustomer, now: Instant): CustomerVerdict {
  if (state === undefined) return refuse({ code: 'not-found', what: 'customer', customerId });
  if (isErased(state)) return noEffect();
  return accept({ type: 'PersonalDataErased', subject: `customer:${customerId}`, reason, erasedAt: now });
}

/** A claim outlives every change that leaves name and postal code as they are, also one with `confirmDistinct`. */
function claimsAfter(state: CustomerState, details: CustomerDetails, asked: Distinctness) {
  const held = 'claim' in state.distinctness ? state.distinctness.claim : null;
  if (held === null) return { distinctness: asked, releasedClaim: null };
  const kept = 'claim' in asked ? asked.claim === held : sameClaimText(state.details, details);
  return kept
    ? { distinctness: state.distinctness, releasedClaim: null }
    : { distinctness: asked, releasedClaim: held };
}

/** Whether both name the same customer for a claim. False where either is not open: then nobody can tell. */
export const sameClaimText = (one: CustomerDetails, other: CustomerDetails): boolean =>
  sameOpen(one.name, other.name, claimText) && sameOpen(one.postalCode, other.postalCode, claimText);

/** Letter by letter. False where either is not open. */
export const sameCustomerDetails = (one: CustomerDetails, other: CustomerDetails): boolean =>
  one.country === other.country &&
  one.csn === other.csn &&
  sameOpen(one.name, other.name) &&
  sameOpen(one.postalCode, other.postalCode) &&
  (one.address === null || other.address === null
    ? one.address === other.address
    : sameOpen(one.address, other.address));

function sameOpen(one: Personal, other: Personal, read: (text: string) => string = (text) => text): boolean {
  const [first, second] = [textOf(one), textOf(other)];
  return first !== undefined && second !== undefined && read(first) === read(second);
}
