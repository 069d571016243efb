import type { OrderRequest } from '#domain/subscription/take-order.js';
import type { Payloads } from '../payloads.js';
import { given } from '../personal-text.js';

/** What an order and its preview ask the domain for. */
export function orderRequest(payload: Payloads['OrderSubscription']): OrderRequest {
  const { resellerId, customerId, productId, quantity, poNumber, supportContact, startDate } = payload;
  return { resellerId, customerId, productId, quantity, poNumber, supportContact: given(supportContact), startDate };
}
