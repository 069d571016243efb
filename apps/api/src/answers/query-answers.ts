import type { JsonSchema, Shape } from '#feed/shapes/shape.js';
import { BATCH_MEDIA_TYPE } from '../feed/feed-media-types.js';
import {
  anchors,
  cart,
  catalogueItem,
  charge,
  choices,
  customer,
  historyItem,
  license,
  pageOf,
  reseller,
  searchHits,
  servicePlan,
  subscription,
  webhook,
  webhookDelivery,
} from './answer-shapes.js';
import { dueItem, dueSummary, overdueItem, scheduled, stuckOrder } from './due-shapes.js';
import { asOf, difference, explanation, redoneCutoff, timeline, whatIf } from './history-shapes.js';
import {
  anchorCheck,
  anchorMade,
  auditLine,
  bulkAnswer,
  clockMove,
  clockReading,
  cloudEvents,
  orderPreview,
  receipts,
} from './other-answers.js';
import { allOf, parkedAnswer, parkedStream, projection, rebuild, verification } from './projector.shapes.js';
import { queueBoardSession, session } from './session.shape.js';

export interface Answer {
  /** In the document's components. */
  readonly name: string;
  readonly schema: JsonSchema;
  readonly list?: true;
  /** Left out: JSON. */
  readonly mediaType?: string;
  /** Where it is not 200. */
  readonly status?: 202;
}

const one = (name: string, { schema }: Shape<never>): Answer => ({ name, schema });
const list = (name: string, { schema }: Shape<never>): Answer => ({ name, schema, list: true });

const later = (name: string, { schema }: Shape<never>): Answer => ({ name, schema, status: 202 });

/** What is answered to who asks, by operation. Made of the very types that the queries answer with. */
export const QUERY_ANSWERS: Readonly<Record<string, Answer>> = {
  asOf: one('AsOf', asOf),
  anchors: one('Anchors', anchors),
  cart: one('Cart', cart),
  catalogue: list('CatalogueItem', catalogueItem),
  charges: list('Charge', charge),
  choices: one('Choices', choices),
  customer: one('Customer', customer),
  cutoff: one('RedoneCutoff', redoneCutoff),
  diff: one('Difference', difference),
  explain: one('Explanation', explanation),
  due: list('DueItem', dueItem),
  dueSummary: list('DueSummary', dueSummary),
  history: list('HistoryItem', historyItem),
  cancelRebuild: later('Rebuild', rebuild),
  cutOver: later('Rebuild', rebuild),
  licenses: list('License', license),
  overdue: list('OverdueItem', overdueItem),
  provisioning: list('StuckOrder', stuckOrder),
  parked: one('ParkedStreams', allOf(parkedStream)),
  projections: one('Projections', allOf(projection)),
  rebuild: later('Rebuild', rebuild),
  rebuildStatus: one('Rebuild', rebuild),
  rebuilds: one('Rebuilds', allOf(rebuild)),
  releaseParked: one('ParkedAnswer', parkedAnswer),
  openQueueBoard: one('QueueBoardSession', queueBoardSession),
  reseller: one('Reseller', reseller),
  search: one('SearchHits', searchHits),
  scheduled: one('Scheduled', scheduled),
  servicePlan: one('ServicePlan', servicePlan),
  servicePlans: list('ServicePlan', servicePlan),
  rollBack: later('Rebuild', rebuild),
  session: one('Session', session),
  subscription: one('Subscription', subscription),
  subscriptionCharges: list('Charge', charge),
  subscriptions: list('Subscription', subscription),
  tryParked: one('ParkedAnswer', parkedAnswer),
  verification: one('Verification', verification),
  verifications: one('Verifications', allOf(verification)),
  verify: later('Verification', verification),
  webhook: one('Webhook', webhook),
  webhookDeliveries: list('WebhookDelivery', webhookDelivery),
  webhooks: list('Webhook', webhook),
  timeline: one('Timeline', timeline),
  audit: { ...one('AuditLine', auditLine), mediaType: 'application/x-ndjson' },
  anchorHistory: one('AnchorMade', anchorMade),
  checkAnchors: one('AnchorCheck', anchorCheck),
  previewOrder: one('OrderPreview', orderPreview),
  receipts: one('Receipts', receipts),
  clock: one('ClockReading', clockReading),
  moveClock: one('ClockMove', clockMove),
  commands: { ...one('BulkAnswer', bulkAnswer), mediaType: 'application/x-ndjson' },
  events: { ...one('CloudEvents', cloudEvents), mediaType: BATCH_MEDIA_TYPE },
  whatIf: one('WhatIf', whatIf),
};

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const page = pageOf({ schema: {}, show: (value: unknown) => value }).schema as { readonly properties: JsonSchema };

/** A page of what is described elsewhere. */
const pageSchema = (name: string): JsonSchema => ({
  ...page,
  properties: { ...page.properties, items: { type: 'array', items: refTo(name), description: 'In order.' } },
});

/** Of the whole answer, as it stands in a document beside its components. */
export const answerSchema = ({ name, list: isList }: Answer): JsonSchema => (isList ? pageSchema(name) : refTo(name));
