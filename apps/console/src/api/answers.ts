/** What the api answers, by operation, as its own OpenAPI document says: a route that changes its shape fails the type check. */
import type { operations } from '../../../../.generated/api.js';

export type Operation = keyof operations;

type Success = 200 | 201 | 202;

/** What an operation answers when it does what it was asked. */
export type AnswerTo<Name extends Operation> = {
  [Status in Success & keyof operations[Name]['responses']]: operations[Name]['responses'][Status] extends {
    content: { 'application/json': infer Answer };
  }
    ? Answer
    : never;
}[Success & keyof operations[Name]['responses']];

/** Of the list that an operation answers. */
export type ItemOf<Name extends Operation> =
  AnswerTo<Name> extends { readonly items: readonly (infer Item)[] } ? Item : never;

/** What an operation takes; nothing, where it takes no body. */
export type BodyOf<Name extends Operation> = operations[Name] extends { requestBody?: infer Request }
  ? NonNullable<Request> extends { content: { 'application/json': infer Body } }
    ? Body
    : Record<string, never>
  : never;

export type SessionAnswer = AnswerTo<'session'>;
export type SearchHit = ItemOf<'search'>;

export type Subscription = AnswerTo<'subscription'>;
export type SubscriptionStatus = Subscription['status'];
export type Charge = ItemOf<'charges'>;
export type Money = Charge['amount'];
export type License = ItemOf<'licenses'>;
export type Reseller = AnswerTo<'reseller'>;
export type Customer = AnswerTo<'customer'>;
export type ServicePlan = AnswerTo<'servicePlan'>;

export type TimelineEntry = ItemOf<'timeline'>;
export type RefusedAttempt = Extract<TimelineEntry, { entry: 'refused' }>;
/** Whose command it was, and why, is not told to intake's keys. */
export type TimelineEvent = ItemOf<'history'> & { entry: 'event' } & Partial<
    Extract<TimelineEntry, { entry: 'event' }>
  >;
export type AsOf = AnswerTo<'asOf'>;
export type Diff = AnswerTo<'diff'>;
export type Change = Diff['changes'][number];
export type Explained = AnswerTo<'explain'>;
export type CutoffDays = AnswerTo<'cutoff'>;
export type WhatIf = AnswerTo<'whatIf'>;

export type DueItem = ItemOf<'due'>;
export type OverdueItem = ItemOf<'overdue'>;
export type DueBucket = ItemOf<'dueSummary'>;
export type Scheduled = AnswerTo<'scheduled'>;
export type StuckOrder = ItemOf<'provisioning'>;

export type Projection = ItemOf<'projections'>;
export type Rebuild = AnswerTo<'rebuildStatus'>;
export type RebuildStatus = Rebuild['status'];
export type ParkedStream = ItemOf<'parked'>;
export type ParkedTry = AnswerTo<'tryParked'>;
export type Verification = AnswerTo<'verification'>;
export type Anchor = ItemOf<'anchors'>;
export type AnchorCheck = Extract<AnswerTo<'checkAnchors'>, { intact: boolean }>;

export type Webhook = ItemOf<'webhooks'>;
export type WebhookDelivery = ItemOf<'webhookDeliveries'>;
