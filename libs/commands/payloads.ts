import type { CatalogueKind, Period, SupportLevel } from '#domain/plan/plan.events.js';
import type { Money } from '#domain/policy/money.js';
import type { RecordVendorAnswer } from '#domain/subscription/subscription.commands.js';
import type { DisabledReason } from '#domain/webhook/webhook.events.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { Csn, CustomerId, EndUserId, ProductId, ResellerId, SubscriptionId, WebhookId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';

/** Whose subscription; `reason` is what operations say of every command of theirs, and is kept with it in the history. */
interface OnSubscription {
  subscriptionId: SubscriptionId;
  reason?: string;
}

/**
 * The payload of each command on the bus: body and path parameters of its route, checked and normalised (product IDs
 * as 15 characters in upper case). Optional fields are absent, never undefined, so that request hashes agree.
 */
export interface Payloads {
  readonly RegisterReseller: { resellerId: ResellerId; name: string; country: string; supportEmail: string };
  readonly RegisterCsn: { resellerId: ResellerId; csn: Csn };
  readonly RegisterCustomer: {
    customerId: CustomerId;
    resellerId: ResellerId;
    name: string;
    postalCode: string;
    country: string;
    csn?: Csn;
    address?: string;
    confirmDistinct?: boolean;
  };
  readonly ListServicePlan: {
    productId: ProductId;
    productName: string;
    period: Period;
    supportLevel: SupportLevel;
    catalogue: CatalogueKind;
    price: Money;
  };
  readonly WithdrawServicePlan: { productId: ProductId };
  readonly PlaceInCart: { customerId: CustomerId; productId: ProductId; quantity: number };
  readonly EmptyCart: { customerId: CustomerId };
  readonly CheckOutCart: {
    customerId: CustomerId;
    poNumber: string;
    supportContact?: string;
    startDate?: CalendarDate;
  };
  readonly OrderSubscription: {
    resellerId: ResellerId;
    customerId: CustomerId;
    productId: ProductId;
    quantity: number;
    poNumber: string;
    supportContact?: string;
    startDate?: CalendarDate;
  };
  readonly ResubmitOrder: OnSubscription & {
    poNumber?: string;
    quantity?: number;
    supportContact?: string;
  };
  readonly ReplaceOrder: OnSubscription & {
    poNumber?: string;
    quantity?: number;
    supportContact?: string;
  };
  readonly CloseOrder: { subscriptionId: SubscriptionId; reason: string };
  readonly AssignLicense: OnSubscription & { endUserId: EndUserId };
  readonly UnassignLicense: OnSubscription & { endUserId: EndUserId };
  readonly AddSeats: OnSubscription & { add: number };
  readonly ReduceSeatsAtRenewal: OnSubscription & { seats: number };
  readonly SwitchTermAtRenewal: OnSubscription & { productId: ProductId };
  /** `receivedAt`: operations only, with evidence and a reason. */
  readonly DisableAutoRenew: OnSubscription & {
    ifLate?: 'defer' | 'refuse';
    receivedAt?: Instant;
    evidence?: string;
  };
  readonly HoldDueWork: { subscriptionId: SubscriptionId; reason: string };
  readonly ReleaseDueWork: { subscriptionId: SubscriptionId; reason: string };
  readonly EnableAutoRenew: OnSubscription;
  readonly RequestRefund: OnSubscription;
  readonly EraseCustomer: { customerId: CustomerId; reason: string };
  readonly EraseSubscription: { subscriptionId: SubscriptionId; reason: string };
  readonly RegisterWebhook: {
    url: string;
    types?: readonly string[];
    resellers?: readonly string[];
    after?: string;
  };
  readonly ChangeWebhook: { webhookId: WebhookId; url: string; types?: readonly string[]; paused?: boolean };
  readonly RotateWebhookSecret: { webhookId: WebhookId };
  readonly ReplayWebhook: { webhookId: WebhookId; after: string };
  readonly ReleaseWebhook: { webhookId: WebhookId };
  readonly DeleteWebhook: { webhookId: WebhookId };
  /** Sent by workers only. */
  readonly DisableWebhook: { webhookId: WebhookId; url: string; reason: DisabledReason };
  readonly SettleDue: { subscriptionId: SubscriptionId };
  readonly RecordVendorAnswer: { subscriptionId: SubscriptionId } & Pick<RecordVendorAnswer, 'attempt' | 'answer'>;
  readonly RecordCsnAnswer: {
    resellerId: ResellerId;
    registration: number;
    csn: Csn;
    answer: 'verified' | 'rejected' | 'revoked';
    answeredAt: Instant;
  };
  /** Finishes a checkout or a replacement whose second append is missing: `stream` is where the first one is. */
  readonly FinishOrder: { stream: string; subscriptionId: SubscriptionId };
}
