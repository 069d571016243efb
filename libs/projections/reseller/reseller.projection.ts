import type { ResellerDetails } from '#domain/reseller/reseller.events.js';
import { type ResellerRow, resellerTable } from '#read-models/reseller/reseller.rows.js';
import { begin, change, type Projection, unchanged } from '../projection.js';

const detailsOf = ({ name, country, supportEmail }: ResellerDetails) => ({
  name,
  country,
  support_email: supportEmail,
});

export const resellerProjection: Projection<ResellerRow, 'reseller'> = {
  name: 'reseller',
  table: resellerTable,
  on: {
    reseller: {
      ResellerRegistered: begin(({ resellerId, details }) => ({
        reseller_id: resellerId,
        ...detailsOf(details),
        csn: null,
        csn_status: 'none',
        registration: 0,
      })),
      ResellerChanged: change(({ details }) => detailsOf(details)),
      CsnRegistered: change(({ csn, registration }) => ({ csn, csn_status: 'pending', registration })),
      CsnVerified: change(({ csn }) => ({ csn, csn_status: 'verified' })),
      CsnRejected: change(({ csn }) => ({ csn, csn_status: 'rejected' })),
      CsnRevoked: change(({ csn }) => ({ csn, csn_status: 'revoked' })),
      CommandHadNoEffect: unchanged,
    },
  },
};
