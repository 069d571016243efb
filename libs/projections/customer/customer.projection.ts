import type { CustomerDetails } from '#domain/customer/customer.events.js';
import { type CustomerRow, customerTable } from '#read-models/customer/customer.rows.js';
import { begin, change, type Projection, unchanged } from '../projection.js';

const detailsOf = ({ name, postalCode, address, country, csn }: CustomerDetails) => ({
  name,
  postal_code: postalCode,
  address,
  country,
  csn,
});

export const customerProjection: Projection<CustomerRow, 'customer'> = {
  name: 'customer',
  table: customerTable,
  on: {
    customer: {
      CustomerRegistered: begin(({ customerId, resellerId, details }) => ({
        customer_id: customerId,
        reseller_id: resellerId,
        ...detailsOf(details),
      })),
      CustomerChanged: change(({ details }) => detailsOf(details)),
      PersonalDataErased: change((_, { address }) => ({
        name: { erased: true },
        postal_code: { erased: true },
        address: address === null ? null : { erased: true },
      })),
      CommandHadNoEffect: unchanged,
    },
  },
};
