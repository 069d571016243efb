import { metadataExample, storedExample } from '#event-store/codec/stored-example.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import { type CloudEvent, cloudEventOf } from '#feed/cloud-events.js';
import { CART_EVENTS, PLAN_EVENTS } from '#feed/shapes/catalogue.events.js';
import { CUSTOMER_EVENTS } from '#feed/shapes/party.events.js';
import { SUBSCRIPTION_EVENTS } from '#feed/shapes/subscription.events.js';

const STORE_ID = '5f0c8a52-1f2e-4c39-9a53-0d6c7b1e8f24';
const EVENT_ID = '0d9b2f6e-77aa-8c41-9b0e-2f8d3a5c6e71';
const POSITION = 4_711n;
/** What stands in place of what is personal. */
const PERSONAL = 'as it was given';

function streamOf(type: DomainEvent['type']): string {
  if (type in SUBSCRIPTION_EVENTS) return 'subscription-6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e';
  if (type in PLAN_EVENTS) return 'plan-237L1WW8695T548';
  if (type in CUSTOMER_EVENTS) return 'customer-customer-42';
  return type in CART_EVENTS ? 'cart-customer-42' : 'reseller-reseller-7';
}

/** Out of the frozen fixtures of the store. @throws Error where the outside is not told of the type. */
export function exampleOf(type: DomainEvent['type']): CloudEvent {
  const { resellerId, ...metadata } = metadataExample();
  const stored = {
    stream: streamOf(type),
    revision: 0,
    position: POSITION,
    id: EVENT_ID,
    event: storedExample(type),
    metadata: { ...metadata, resellerId: type in PLAN_EVENTS ? null : resellerId },
  };
  const [example] = cloudEventOf(stored, STORE_ID, () => PERSONAL);
  if (example === undefined) throw new Error(`${type} is left out of the feed`);
  return example;
}
