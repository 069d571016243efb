import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import { nextDue } from '#domain/subscription/subscription.due.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { Csn } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { DueWorkRow } from '#read-models/due-work/due-work.rows.js';

/** As in the domain, but for the licences: nothing falls due because of them, and they are many. */
export type DueSubscription = Subscription extends infer S ? (S extends object ? Omit<S, 'licenses'> : never) : never;

/** What a stream has to do is computed from this; each part belongs to one kind of stream, `unfinished` to two. */
export interface DueFold {
  readonly subscription?: DueSubscription;
  /** Since when it is with the vendor. */
  readonly attemptSince?: Instant;
  /** Since when it is in review or not provisioned; absent otherwise. */
  readonly statusSince?: Instant;
  readonly csn?: { readonly registration: number; readonly csn: Csn; readonly askFrom: Instant } | null;
  /** Orders decided here whose own first event has not been seen, oldest first. */
  readonly unfinished?: readonly { readonly subscriptionId: string; readonly decidedAt: Instant }[];
}

type Due = Omit<DueWorkRow, 'stream'>;

/** All that a stream has to do next, one of each kind. */
export function dueWorkOf(stream: string, fold: DueFold | undefined, calendar: BusinessCalendar): DueWorkRow[] {
  if (fold === undefined) return [];
  const due = [...settling(fold, calendar), ...provisioning(fold), ...csn(fold), ...unfinished(fold)];
  return due.map((work) => ({ stream, ...work }));
}

const settling = ({ subscription }: DueFold, calendar: BusinessCalendar): Due[] =>
  nextDue(withLicenses(subscription), calendar).map(({ kind, dueAt }) => ({
    kind,
    due_at: dueAt,
    attempt: null,
    details: null,
    held: subscription?.held !== undefined,
  }));

/** The vendor has it, or is to get it. */
function provisioning({ subscription, attemptSince }: DueFold): Due[] {
  if (subscription?.status !== 'pending' && subscription?.status !== 'in-review') return [];
  const { attempt, trackingId, orderedAt } = subscription;
  return [{ kind: 'provisioning', due_at: attemptSince ?? orderedAt, attempt, details: { trackingId }, held: false }];
}

/** A pending CSN is asked about until the vendor answers, a verified one because it may be revoked. */
function csn({ csn: asked }: DueFold): Due[] {
  if (asked === undefined || asked === null) return [];
  const { registration, csn, askFrom } = asked;
  return [{ kind: 'csn', due_at: askFrom, attempt: null, details: { registration, csn }, held: false }];
}

function unfinished({ unfinished: orders = [] }: DueFold): Due[] {
  const [oldest] = orders;
  if (oldest === undefined) return [];
  const { subscriptionId, decidedAt } = oldest;
  return [{ kind: 'unfinished', due_at: decidedAt, attempt: null, details: { subscriptionId }, held: false }];
}

/** The domain's state again; what falls due never looks at the licences. */
export const withLicenses = (subscription: DueSubscription | undefined): Subscription =>
  subscription === undefined ? undefined : ({ ...subscription, licenses: new Map() } as Subscription);
