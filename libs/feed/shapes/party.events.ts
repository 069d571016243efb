import type { ClaimEvent } from '#domain/claim/claim.events.js';
import type { CustomerDetails, CustomerEvent, Distinctness } from '#domain/customer/customer.events.js';
import type { ResellerDetails, ResellerEvent } from '#domain/reseller/reseller.events.js';
import { PERSONAL_DATA_ERASED } from './personal-data.events.js';
import { leftOut, type PublicEvents, shown } from './public-event.js';
import { described, hidden, instant, integer, nullable, personal, record, type Shape, text } from './shape.js';
import { country, customerId, resellerId } from './shared.shapes.js';

const reseller = record<ResellerDetails>(
  { name: text('The name.'), country, supportEmail: text('Whom the vendor may ask where an order names nobody.') },
  'As it is now.',
);

const csn = text('Customer Specific Number: ten digits.');
const registration = integer('1 for the first CSN, one more for each later one.', 1);

export const RESELLER_EVENTS: PublicEvents<ResellerEvent> = {
  ResellerRegistered: shown({
    summary: 'A reseller was registered.',
    data: record({ resellerId, details: reseller, registeredAt: instant('When.') }),
  }),
  ResellerChanged: shown({
    summary: "A reseller's details changed.",
    data: record({
      resellerId,
      details: reseller,
      previous: described(reseller, 'As it was before.'),
      changedAt: instant('When.'),
    }),
  }),
  CsnRegistered: shown({
    summary: 'A reseller named its CSN; the vendor has yet to confirm it.',
    data: record({ resellerId, csn, registration, registeredAt: instant('When.') }),
  }),
  CsnVerified: shown({
    summary: 'The vendor confirmed the CSN: Specialized plans are open to the reseller.',
    data: record({ resellerId, csn, registration, verifiedAt: instant("The vendor's instant.") }),
  }),
  CsnRejected: shown({
    summary: 'The vendor did not confirm the CSN.',
    data: record({ resellerId, csn, registration, rejectedAt: instant("The vendor's instant.") }),
  }),
  CsnRevoked: shown({
    summary: 'The vendor took its confirmation of the CSN back.',
    data: record({ resellerId, csn, registration, revokedAt: instant("The vendor's instant.") }),
  }),
};

const customer = record<CustomerDetails>(
  {
    name: personal('The name.'),
    postalCode: personal('The postal code.'),
    country,
    csn: nullable(text("The customer's own CSN: ten digits; null: there is an address.")),
    address: nullable(personal('The address; null where there is a CSN.')),
  },
  'As they are now.',
);

/** Claims are ours; whether the caller gave its word is not. */
const distinctness: Shape<Distinctness> = {
  schema: {
    type: 'object',
    description: 'How a likely duplicate was kept out.',
    properties: {
      confirmedDistinct: {
        type: 'boolean',
        description: 'True: by the word of the caller. False: no other customer has the same name and postal code.',
      },
    },
    required: ['confirmedDistinct'],
  },
  show: (value) => ({ confirmedDistinct: 'confirmedDistinct' in value }),
};

export const CUSTOMER_EVENTS: PublicEvents<CustomerEvent> = {
  CustomerRegistered: shown({
    summary: 'A customer was registered.',
    data: record({ customerId, resellerId, details: customer, distinctness, registeredAt: instant('When.') }),
    sealedUnder: (event) => `customer:${event.customerId}`,
  }),
  CustomerChanged: shown({
    summary: "A customer's details changed.",
    data: record({
      customerId,
      resellerId,
      details: customer,
      distinctness,
      releasedClaim: hidden,
      changedAt: instant('When.'),
    }),
    sealedUnder: (event) => `customer:${event.customerId}`,
  }),
  PersonalDataErased: PERSONAL_DATA_ERASED,
};

const OURS = 'How we keep duplicates out: the customer events say what came of it.';

export const CLAIM_EVENTS: PublicEvents<ClaimEvent> = { ClaimTaken: leftOut(OURS), ClaimReleased: leftOut(OURS) };
