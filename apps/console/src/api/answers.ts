/** What the api answers, as far as the console shows it. */

export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface SessionAnswer {
  readonly keyId: string;
  readonly client: string;
  readonly role: 'admin' | 'operations' | 'intake';
  readonly resellers: readonly string[] | null;
  readonly now: string;
  readonly ticking: boolean;
  readonly sandbox: boolean;
  readonly policy: { readonly timeZone: string; readonly calendar: string | null; readonly businessDays: number };
}

export type SubscriptionStatus =
  | 'pending'
  | 'in-review'
  | 'not-provisioned'
  | 'active'
  | 'ended'
  | 'replaced'
  | 'closed';

export interface Cutoff {
  readonly date: string;
  readonly instant: string;
  readonly calendar: string | null;
  readonly timeZone: string;
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
}

export interface VendorError {
  readonly code: number | string;
  readonly message: string;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly attempt: number;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productId: string;
  readonly productName: string;
  readonly period: 'annual' | 'monthly';
  readonly supportLevel: string;
  readonly poNumber: string;
  readonly supportContact: string | null;
  readonly erased?: true;
  readonly status: SubscriptionStatus;
  readonly seats: number;
  readonly seatsAtRenewal: number;
  readonly planAtRenewal: string;
  readonly assignedLicenses: number;
  readonly autoRenew: boolean;
  readonly endsOn: string | null;
  readonly updatesEntitled: boolean;
  readonly term: { readonly number: number; readonly startDate: string; readonly endDate: string } | null;
  readonly cutoff: Cutoff | null;
  readonly price: Money;
  readonly commitment: {
    readonly totalMinor: number;
    readonly chargedMinor: number;
    readonly remainingMinor: number;
    readonly until: string | null;
  };
  readonly vendorError: VendorError | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly revision: number;
  readonly position: string;
}

export interface Charge {
  readonly subscriptionId: string;
  readonly kind: 'term' | 'instalment' | 'seats';
  readonly termNumber: number;
  readonly instalmentNumber?: number;
  readonly dueOn: string;
  readonly amount: Money;
}

export interface License {
  readonly endUserId: string;
  readonly assignedAt: string;
}

export interface Reseller {
  readonly resellerId: string;
  readonly name: string;
  readonly country: string;
  readonly supportEmail: string;
  readonly csnStatus: string;
  readonly revision: number;
}

export interface Customer {
  readonly customerId: string;
  readonly resellerId: string;
  readonly name: string | null;
  readonly country: string;
  readonly postalCode: string | null;
  readonly erased?: true;
  readonly revision: number;
}

export interface ServicePlan {
  readonly productId: string;
  readonly productName: string;
  readonly period: string;
  readonly supportLevel: string;
  readonly price: Money;
}

export interface TimelineEvent {
  readonly entry: 'event';
  readonly revision: number;
  readonly type: string;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly client: string | null;
  readonly command: string;
  readonly commandId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly payload: unknown;
  readonly data: unknown;
  readonly facts: unknown;
  readonly hash: string;
}

export interface RefusedAttempt {
  readonly entry: 'refused';
  readonly recordedAt: string;
  readonly actor: string;
  readonly command: string;
  readonly correlationId: string;
  readonly payload: unknown;
  readonly refusal: { readonly code: string; readonly [fact: string]: unknown };
}

export type TimelineEntry = TimelineEvent | RefusedAttempt;

export interface EventBehind {
  readonly type: string;
  readonly revision: number;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly command: string;
}

export interface AsOf {
  readonly at: string;
  readonly revision: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}

export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly event: EventBehind | null;
}

export interface Diff {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
}

export interface Explained {
  readonly field: string;
  readonly value: unknown;
  readonly readModel: string;
  readonly because: readonly (EventBehind & {
    readonly commandId: string | null;
    readonly correlationId: string;
    readonly before: unknown;
    readonly after: unknown;
    readonly inputs: unknown;
  })[];
}

export interface CutoffDays {
  readonly cutoff: Cutoff;
  readonly endDate: string;
  readonly days: readonly {
    readonly date: string;
    readonly weekday: string | number;
    readonly counts: boolean;
    readonly reason: string;
    readonly holiday: string | null;
    readonly businessDay: number | null;
  }[];
}

export type DueKind = string;

export interface DueItem {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productName: string;
  readonly kind: DueKind;
  readonly dueAt: string;
  readonly dueOn: string;
  readonly amount: Money | null;
  readonly autoRenew: boolean;
  readonly held: boolean;
  readonly lateSeconds?: number;
}

export interface DueBucket {
  readonly from: string;
  readonly to: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly amounts: readonly Money[];
}

export interface Scheduled {
  readonly held: { readonly reason: string; readonly since: string; readonly actor: string } | null;
  readonly items: readonly {
    readonly kind: DueKind;
    readonly dueAt: string;
    readonly job: {
      readonly id: string;
      readonly queue: string;
      readonly state: string;
      readonly attempts: number;
      readonly runsAt: string | null;
      readonly failedReason: string | null;
    } | null;
  }[];
}

export interface StuckOrder {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly attempt: number;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productName: string;
  readonly poNumber: string;
  readonly status: SubscriptionStatus;
  readonly since: string;
  readonly ageSeconds: number;
  readonly vendorError: VendorError | null;
  readonly mayResubmit: boolean;
  readonly revision: number;
}

export interface EventCounts {
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly parked: number;
}

export interface Projection {
  readonly projection: string;
  readonly position: string | null;
  readonly events: EventCounts;
  readonly parkedStreams: number;
  readonly lag: { readonly events: number | null; readonly seconds: number | null };
  readonly leading: boolean;
  readonly rebuild: string | null;
}

export type RebuildStatus = 'queued' | 'reading' | 'ready' | 'cut-over' | 'rolled-back' | 'cancelled' | 'failed';

export interface Rebuild {
  readonly rebuildId: string;
  readonly projections: readonly string[];
  readonly status: RebuildStatus;
  readonly startedAt: string;
  readonly position: { readonly from: string | null; readonly to: string | null };
  readonly eventsRead: number;
  readonly eventsTotal: number | null;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number | null;
  readonly proof: {
    readonly events: EventCounts;
    readonly byType: readonly (EventCounts & { readonly type: string; readonly category: string })[];
    readonly rowsHash: string;
    readonly complete: boolean;
  } | null;
  readonly preview: {
    readonly rows: number;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly examples: readonly {
      readonly table: string;
      readonly key: unknown;
      readonly field: string;
      readonly served: unknown;
      readonly rebuilt: unknown;
    }[];
  } | null;
  readonly error: unknown;
}

export interface ParkedStream {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly error: string;
  readonly parkedAt: string;
  readonly eventsBehind: number;
}

export interface ParkedTry {
  readonly released: boolean;
  readonly works: boolean;
  readonly error: string | null;
}

export interface Verification {
  readonly verificationId: string;
  readonly status: 'running' | 'clean' | 'drift' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly position: string | null;
  readonly events: number;
  readonly streams: number;
  readonly eventsPerSecond: number;
  readonly chain: {
    readonly streams: number;
    readonly events: number;
    readonly faults: readonly {
      readonly stream: string;
      readonly revision: number;
      readonly verdict: string;
      readonly problem: string;
    }[];
  } | null;
  readonly readModels: readonly {
    readonly table: string;
    readonly rows: number;
    readonly driftedRows: number;
    readonly drift: readonly {
      readonly key: unknown;
      readonly field: string;
      readonly served: unknown;
      readonly expected: unknown;
    }[];
  }[];
}

export interface Anchor {
  readonly anchoredAt: string;
  readonly anchoredBy: string;
  readonly root: string;
  readonly position: string;
  readonly streams: number;
  readonly events: number;
}

export interface SearchHit {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly match: string;
}
