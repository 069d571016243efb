import { isDeepStrictEqual } from 'node:util';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import type { Instant } from '#kernel/instant.js';
import { type DueFoldRow, type DueWorkRow, dueFoldTable, dueWorkTable } from '#read-models/due-work/due-work.rows.js';
import { type DetailChange, ignored, type Place, type Projection, type Touch } from '../projection.js';
import { type DueFold, type DueSubscription, dueWorkOf, withLicenses } from './due-fold.js';

type Touches = readonly Touch<DueFoldRow>[];

const foldOf = (row: DueFoldRow | undefined): DueFold => (row?.fold ?? {}) as DueFold;

const touch = (stream: string, change: (fold: DueFold) => DueFold): Touch<DueFoldRow> => ({
  key: [stream],
  fold: (row) => ({ stream, fold: change(foldOf(row)) }),
});

/** The domain's own fold says what is due next: nothing here knows a rule. */
const evolved = (event: SubscriptionEvent, { stream, effectiveAt }: Place): Touch<DueFoldRow> =>
  touch(stream, (fold) => {
    const state = evolveSubscription(withLicenses(fold.subscription), event, effectiveAt);
    const { licenses: _, ...subscription } = { licenses: undefined, ...state };
    return { ...fold, subscription: subscription as DueSubscription };
  });

const evolve = (event: SubscriptionEvent, place: Place): Touches => [evolved(event, place)];

/** Another status, and since when: operations ask for the longest. */
const inStatus = (event: SubscriptionEvent, place: Place): Touches => {
  const { key, fold } = evolved(event, place);
  const since = { statusSince: place.effectiveAt };
  return [
    {
      key,
      fold: (row) => {
        const after = fold(row);
        return after === undefined ? after : { ...after, fold: { ...foldOf(after), ...since } };
      },
    },
  ];
};

/** A new attempt: what became of the one before is over. */
const begun = ({ statusSince: _, ...fold }: DueFold): DueFold => fold;

const attempted = (event: SubscriptionEvent, place: Place, at: Instant): Touch<DueFoldRow> => {
  const { key, fold } = evolved(event, place);
  return {
    key,
    fold: (row) => {
      const after = fold(row);
      return after === undefined ? after : { ...after, fold: { ...begun(foldOf(after)), attemptSince: at } };
    },
  };
};

const decided = (stream: string, subscriptionId: string, decidedAt: Instant): Touch<DueFoldRow> =>
  touch(stream, (fold) => ({ ...fold, unfinished: [...(fold.unfinished ?? []), { subscriptionId, decidedAt }] }));

const finished = (stream: string, subscriptionId: string): Touch<DueFoldRow> =>
  touch(stream, (fold) => ({
    ...fold,
    unfinished: (fold.unfinished ?? []).filter((order) => order.subscriptionId !== subscriptionId),
  }));

/** What is due next for every stream: decided orders to finish, the vendor to ask, subscriptions to settle. */
export const dueWorkProjection = (
  calendar: BusinessCalendar,
): Projection<DueFoldRow, 'subscription' | 'reseller' | 'cart', DueWorkRow> => ({
  name: 'due_work',
  table: dueFoldTable,
  on: {
    subscription: {
      SubscriptionOrdered: (event, place) => [
        attempted(event, place, event.orderedAt),
        ...(event.fromCart ? [finished(`cart-${event.order.customerId}`, event.subscriptionId)] : []),
        ...(event.replaces === null ? [] : [finished(`subscription-${event.replaces}`, event.subscriptionId)]),
      ],
      OrderHeldForReview: inStatus,
      SubscriptionActivated: evolve,
      ProvisioningFailed: inStatus,
      OrderResubmitted: (event, place) => [attempted(event, place, event.resubmittedAt)],
      OrderReplaced: (event, place) => {
        const { key, fold } = evolved(event, place);
        const open = decided(place.stream, event.replacedBy, event.replacedAt);
        return [{ key, fold: (row) => open.fold(fold(row)) }];
      },
      OrderClosed: evolve,
      LicenseAssigned: ignored,
      LicenseUnassigned: ignored,
      SeatsAdded: evolve,
      SeatReductionScheduled: evolve,
      TermSwitchScheduled: evolve,
      AutoRenewDisabled: evolve,
      DueWorkHeld: evolve,
      DueWorkReleased: evolve,
      RenewalCutoffPassed: evolve,
      InstalmentFellDue: evolve,
      SubscriptionRenewed: evolve,
      SubscriptionEnded: evolve,
      PersonalDataErased: evolve,
      CommandHadNoEffect: ignored,
    },
    reseller: {
      ResellerRegistered: ignored,
      ResellerChanged: ignored,
      CsnRegistered: ({ registration, csn, registeredAt }, { stream }) => [
        touch(stream, (fold) => ({ ...fold, csn: { registration, csn, askFrom: registeredAt } })),
      ],
      CsnVerified: ({ registration, csn, verifiedAt }, { stream }) => [
        touch(stream, (fold) => ({ ...fold, csn: { registration, csn, askFrom: verifiedAt } })),
      ],
      CsnRejected: (_, { stream }) => [touch(stream, (fold) => ({ ...fold, csn: null }))],
      CsnRevoked: (_, { stream }) => [touch(stream, (fold) => ({ ...fold, csn: null }))],
      CommandHadNoEffect: ignored,
    },
    cart: {
      PlanPlacedInCart: ignored,
      CartEmptied: ignored,
      CartCheckedOut: ({ subscriptionId, checkedOutAt }, { stream }) => [decided(stream, subscriptionId, checkedOutAt)],
      CommandHadNoEffect: ignored,
    },
  },
  details: {
    table: dueWorkTable,
    follow: (before, after) => {
      const streamOf = after ?? before;
      if (streamOf === undefined) return [];
      const was = dueWorkOf(streamOf.stream, before && foldOf(before), calendar);
      const is = dueWorkOf(streamOf.stream, after && foldOf(after), calendar);
      return [...was.filter(goneFrom(is)).map(removed), ...is.filter(notAsIn(was)).map(kept)];
    },
  },
});

const goneFrom =
  (is: readonly DueWorkRow[]) =>
  ({ kind }: DueWorkRow): boolean =>
    !is.some((row) => row.kind === kind);

const notAsIn =
  (was: readonly DueWorkRow[]) =>
  (row: DueWorkRow): boolean =>
    !was.some((old) => isDeepStrictEqual(old, row));

const removed = ({ stream, kind }: DueWorkRow): DetailChange<DueWorkRow> => ({ key: [stream, kind], row: undefined });
const kept = (row: DueWorkRow): DetailChange<DueWorkRow> => ({ key: [row.stream, row.kind], row });
