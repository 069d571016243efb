import type { Type } from '@nestjs/common';
import type { SubscriptionId } from '#kernel/ids.js';
import type { Role } from '../http/caller.js';
import { SubscriptionIdField } from '../http/input/text-fields.js';
import { Reason } from './order-fields.js';

/** Commands on subscriptions are for both; operations have to say why. */
export const ON_SUBSCRIPTION = { permits: ['intake', 'operations'] satisfies readonly Role[], onSubscription: true };

/** The body of every command on a subscription: at least why, which operations have to say. */
export class OnSubscriptionBody {
  @Reason({ optional: true })
  readonly reason?: string;
}

/** The body and the path's subscription. */
export function payloadOnSubscription<Body extends object>(body: Type<Body>): Type<Body & OfSubscription> {
  class PayloadOnSubscription extends (body as Type<object>) {
    @SubscriptionIdField()
    readonly subscriptionId: SubscriptionId;
  }
  return PayloadOnSubscription as Type<Body & OfSubscription>;
}

interface OfSubscription {
  readonly subscriptionId: SubscriptionId;
}
