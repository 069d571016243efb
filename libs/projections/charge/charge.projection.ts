import type { Charge } from '#domain/policy/charge.js';
import {
  type ChargeAccountRow,
  type ChargeRow,
  chargeAccountTable,
  chargeTable,
} from '#read-models/charge/charge.rows.js';
import {
  type Details,
  ignored,
  MissingRowError,
  type Place,
  type ProjectedEvent,
  type Projection,
  type Touch,
} from '../projection.js';

/** The account says whose the charge is; it stays as it is. */
const charged = (_event: unknown, place: Place): readonly Touch<ChargeAccountRow>[] => [
  {
    key: [place.id],
    fold: (account) => {
      if (account === undefined) throw new MissingRowError(place);
      return account;
    },
  },
];

/** The charge that an event makes, due now or later; null: none. Later parts of added seats come as events of their own. */
function chargeIn(event: ProjectedEvent): Charge | null {
  switch (event.type) {
    case 'SubscriptionActivated':
    case 'SubscriptionRenewed':
    case 'SeatsAdded':
    case 'InstalmentFellDue':
      return event.charge;
    default:
      return null;
  }
}

const follow: Details<ChargeAccountRow, ChargeRow>['follow'] = (_before, account, event, { revision, position }) => {
  const charge = chargeIn(event);
  if (charge === null || account === undefined) return [];
  const row: ChargeRow = {
    ...account,
    kind: charge.kind,
    term_number: charge.termNumber,
    instalment_number: charge.instalmentNumber ?? null,
    due_on: charge.dueOn,
    amount_minor: BigInt(charge.amount.amountMinor),
    currency: charge.amount.currency,
    revision,
    position,
  };
  return [{ key: [account.subscription_id, revision], row }];
};

export const chargeProjection: Projection<ChargeAccountRow, 'subscription', ChargeRow> = {
  name: 'charge',
  table: chargeAccountTable,
  on: {
    subscription: {
      SubscriptionOrdered: ({ order }, { id }) => [
        { key: [id], fold: () => ({ subscription_id: id, reseller_id: order.resellerId }) },
      ],
      SubscriptionActivated: charged,
      SubscriptionRenewed: charged,
      SeatsAdded: charged,
      InstalmentFellDue: charged,
      OrderHeldForReview: ignored,
      ProvisioningFailed: ignored,
      OrderResubmitted: ignored,
      OrderReplaced: ignored,
      OrderClosed: ignored,
      LicenseAssigned: ignored,
      LicenseUnassigned: ignored,
      SeatReductionScheduled: ignored,
      TermSwitchScheduled: ignored,
      AutoRenewDisabled: ignored,
      DueWorkHeld: ignored,
      DueWorkReleased: ignored,
      RenewalCutoffPassed: ignored,
      SubscriptionEnded: ignored,
      PersonalDataErased: ignored,
      CommandHadNoEffect: ignored,
    },
  },
  details: { table: chargeTable, follow },
};
