import type { Brand } from './brand.js';

export type ResellerId = Brand<string, 'ResellerId'>;
export type CustomerId = Brand<string, 'CustomerId'>;
/** 15 characters, upper case, without hyphens. Never parsed for meaning. */
export type ProductId = Brand<string, 'ProductId'>;
/** A UUIDv5 of the client, the command and the idempotency key that created it. */
export type SubscriptionId = Brand<string, 'SubscriptionId'>;
/** What the vendor and the reseller call the order by; kept over resubmissions, new for a replacement. */
export type TrackingId = Brand<string, 'TrackingId'>;
/** Opaque: end users are the customer's own. */
export type EndUserId = Brand<string, 'EndUserId'>;
/** Customer Specific Number, issued by the vendor: ten digits kept as text, leading zeros and all. */
export type Csn = Brand<string, 'Csn'>;
/** UUIDv5 of client and Idempotency-Key. */
export type CommandId = Brand<string, 'CommandId'>;
/** A UUIDv5 of the client and the idempotency key that registered it. */
export type WebhookId = Brand<string, 'WebhookId'>;
