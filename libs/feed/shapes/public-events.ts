import type { DomainEvent } from '#event-store/stored-event.js';
import { CART_EVENTS, PLAN_EVENTS } from './catalogue.events.js';
import { CLAIM_EVENTS, CUSTOMER_EVENTS, RESELLER_EVENTS } from './party.events.js';
import { leftOut, type PublicEvents, type ShownEvent } from './public-event.js';
import { SUBSCRIPTION_EVENTS } from './subscription.events.js';
import { WEBHOOK_EVENTS } from './webhook.events.js';

export const PUBLIC_EVENTS: PublicEvents<DomainEvent> = {
  ...SUBSCRIPTION_EVENTS,
  ...PLAN_EVENTS,
  ...RESELLER_EVENTS,
  ...CUSTOMER_EVENTS,
  ...CART_EVENTS,
  ...CLAIM_EVENTS,
  ...WEBHOOK_EVENTS,
  CommandHadNoEffect: leftOut('Nothing happened: a receipt of the command only.'),
};

/** undefined where the outside is not told. */
export function shownEvent(type: DomainEvent['type']): ShownEvent<DomainEvent> | undefined {
  const event = PUBLIC_EVENTS[type];
  return 'leftOut' in event ? undefined : (event as ShownEvent<DomainEvent>);
}

/** The name of a type to the outside, with the version of its shape. */
export const publicType = (type: string, version: number): string => `termbook.${type}.v${version}`;
