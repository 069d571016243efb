import {
  cartStream,
  customerStream,
  planStream,
  resellerStream,
  subscriptionStream,
  webhookStream,
} from '#commands/engine/stream-kind.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId, WebhookId } from '#kernel/ids.js';
import type { AskedCommand } from '../write-side/write-side.js';

/**
 * How a command uses a stream, or a group of them. Those of one mode go side by side, except for writes; a command
 * that reads some stream of a group without saying which (`any`) waits for those that write in it (`member`).
 */
export interface Touch {
  readonly stream: string;
  readonly mode: 'read' | 'write' | 'any' | 'member';
  /** Nobody but this command, or a repeat of it, writes it before it exists. */
  readonly isNew?: true;
}

const read = (stream: string): Touch => ({ stream, mode: 'read' });
const write = (stream: string): Touch => ({ stream, mode: 'write' });

/** Every stream of a kind has the group's name before its id. */
const PLANS = 'plan-*';
const RESELLERS = 'reseller-*';
const CUSTOMERS = 'customer-*';

export const readsReseller = (id: ResellerId): Touch => read(resellerStream(id));
export const readsCustomer = (id: CustomerId): Touch => read(customerStream(id));
export const readsPlan = (id: ProductId): Touch => read(planStream(id));
export const readsSomePlan: Touch = { stream: PLANS, mode: 'any' };
export const readsSomeReseller: Touch = { stream: RESELLERS, mode: 'any' };
export const readsSomeCustomer: Touch = { stream: CUSTOMERS, mode: 'any' };

export const writesReseller = (id: ResellerId): readonly Touch[] => [
  write(resellerStream(id)),
  { stream: RESELLERS, mode: 'member' },
];
export const writesPlan = (id: ProductId): readonly Touch[] => [
  write(planStream(id)),
  { stream: PLANS, mode: 'member' },
];
export const writesCustomer = (id: CustomerId): readonly Touch[] => [
  write(customerStream(id)),
  { stream: CUSTOMERS, mode: 'member' },
];
/** A change of name releases a claim that only the history knows: so all claims of a reseller are one. */
export const writesClaimsOf = (id: ResellerId): Touch => write(`customer-claims-of-${id}`);
export const writesCart = (id: CustomerId): Touch => write(cartStream(id));
export const writesSubscription = (id: SubscriptionId): Touch => write(subscriptionStream(id));
export const writesWebhook = (id: WebhookId): Touch => write(webhookStream(id));
export const makesWebhook = (id: WebhookId): Touch => ({ ...writesWebhook(id), isNew: true });
export const makesSubscription = (id: SubscriptionId): Touch => ({ ...writesSubscription(id), isNew: true });

/**
 * What of it the write side asks for. A member of a group is what other commands take facts from; those of customers only
 * orders do, and they wait for all that the process has written anyhow.
 */
export function writtenBy(touches: readonly Touch[]): Pick<AskedCommand, 'stream' | 'writesFacts'> {
  const first = touches.find(({ mode }) => mode === 'write');
  const writesFacts = touches.some(({ stream, mode }) => mode === 'member' && stream !== CUSTOMERS);
  return first === undefined || first.isNew ? { writesFacts } : { stream: first.stream, writesFacts };
}
