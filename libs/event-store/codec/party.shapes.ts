import type { ClaimEvent } from '#domain/claim/claim.events.js';
import type { CustomerDetails, CustomerEvent, Distinctness } from '#domain/customer/customer.events.js';
import type { ResellerDetails, ResellerEvent } from '#domain/reseller/reseller.events.js';
import type { CodecTable } from './codec.js';
import { either, integer, nonEmptyText, nullable, oneOf, type Schema, shape, text } from './schema.js';
import { csn, instant, personal, personalDataErased } from './shared.shapes.js';

const reseller = shape<ResellerDetails>({ name: text(), country: text(), supportEmail: text() });

export const RESELLER_TYPES: CodecTable<ResellerEvent> = {
  ResellerRegistered: { current: shape({ resellerId: nonEmptyText(), details: reseller, registeredAt: instant }) },
  ResellerChanged: {
    current: shape({ resellerId: nonEmptyText(), details: reseller, previous: reseller, changedAt: instant }),
  },
  CsnRegistered: {
    current: shape({ resellerId: nonEmptyText(), csn, registration: integer, registeredAt: instant }),
  },
  CsnVerified: { current: shape({ resellerId: nonEmptyText(), csn, registration: integer, verifiedAt: instant }) },
  CsnRejected: { current: shape({ resellerId: nonEmptyText(), csn, registration: integer, rejectedAt: instant }) },
  CsnRevoked: { current: shape({ resellerId: nonEmptyText(), csn, registration: integer, revokedAt: instant }) },
};

const customer = shape<CustomerDetails>({
  name: personal,
  postalCode: personal,
  country: text(),
  csn: nullable(csn),
  address: nullable(personal),
});

const distinctness: Schema<Distinctness> = either(
  shape<{ readonly claim: string }>({ claim: nonEmptyText() }),
  shape<{ readonly confirmedDistinct: true }>({ confirmedDistinct: oneOf(true) }),
);

export const CUSTOMER_TYPES: CodecTable<CustomerEvent> = {
  CustomerRegistered: {
    current: shape({
      customerId: nonEmptyText(),
      resellerId: nonEmptyText(),
      details: customer,
      distinctness,
      registeredAt: instant,
    }),
  },
  CustomerChanged: {
    current: shape({
      customerId: nonEmptyText(),
      resellerId: nonEmptyText(),
      details: customer,
      distinctness,
      releasedClaim: nullable(nonEmptyText()),
      changedAt: instant,
    }),
  },
  PersonalDataErased: { current: personalDataErased },
};

export const CLAIM_TYPES: CodecTable<ClaimEvent> = {
  ClaimTaken: {
    current: shape({ claim: nonEmptyText(), resellerId: nonEmptyText(), customerId: nonEmptyText() }),
  },
  ClaimReleased: {
    current: shape({ claim: nonEmptyText(), resellerId: nonEmptyText(), customerId: nonEmptyText() }),
  },
};
