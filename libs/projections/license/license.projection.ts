import { type LicenseRow, licenseTable } from '#read-models/license/license.rows.js';
import { ignored, type Projection } from '../projection.js';

/** A row for each seat that somebody holds. */
export const licenseProjection: Projection<LicenseRow, 'subscription'> = {
  name: 'license',
  table: licenseTable,
  on: {
    subscription: {
      LicenseAssigned: ({ endUserId, assignedAt }, { id, revision, position }) => [
        {
          key: [id, endUserId],
          fold: () => ({ subscription_id: id, end_user_id: endUserId, assigned_at: assignedAt, revision, position }),
        },
      ],
      LicenseUnassigned: ({ endUserId }, { id }) => [{ key: [id, endUserId], fold: () => undefined }],
      SubscriptionOrdered: ignored,
      OrderHeldForReview: ignored,
      SubscriptionActivated: ignored,
      ProvisioningFailed: ignored,
      OrderResubmitted: ignored,
      OrderReplaced: ignored,
      OrderClosed: ignored,
      SeatsAdded: ignored,
      SeatReductionScheduled: ignored,
      TermSwitchScheduled: ignored,
      AutoRenewDisabled: ignored,
      DueWorkHeld: ignored,
      DueWorkReleased: ignored,
      RenewalCutoffPassed: ignored,
      InstalmentFellDue: ignored,
      SubscriptionRenewed: ignored,
      SubscriptionEnded: ignored,
      PersonalDataErased: ignored,
      CommandHadNoEffect: ignored,
    },
  },
};
