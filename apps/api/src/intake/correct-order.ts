import { WholeNumber } from '../http/input/other-fields.js';
import { OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { PoNumber, SupportContact } from './order-fields.js';

/** What a resubmission or a replacement corrects; what is left out stays as it was. */
export class CorrectOrderBody extends OnSubscriptionBody {
  @PoNumber({ optional: true })
  readonly poNumber?: string;

  @WholeNumber({ min: 1, optional: true })
  readonly quantity?: number;

  @SupportContact()
  readonly supportContact?: string;
}

export const CorrectOrderPayload = payloadOnSubscription(CorrectOrderBody);
