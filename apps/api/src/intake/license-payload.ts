import type { EndUserId } from '#kernel/ids.js';
import { EndUserIdField } from '../http/input/text-fields.js';
import { OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';

/** Both come from the path; the body may say why. */
class LicenseFields extends OnSubscriptionBody {
  @EndUserIdField()
  readonly endUserId: EndUserId;
}

export const LicensePayload = payloadOnSubscription(LicenseFields);
