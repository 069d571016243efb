import { DisableAutoRenewCommand } from '#commands/subscription/disable-auto-renew.js';
import { termFrom } from '#domain/policy/term.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import { OneOf } from '../http/input/text-fields.js';
import { cutoffItem } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export class DisableAutoRenewBody extends OnSubscriptionBody {
  /** What becomes of a request after the cutoff; not given: as the vendor policy says. */
  @OneOf(['defer', 'refuse'], { optional: true })
  readonly ifLate?: 'defer' | 'refuse';
}

/** One atomic and irrevocable decision; a late one holds for the next term end, and its answer says so. */
export const disableAutoRenew = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'DisableAutoRenew',
  payload: payloadOnSubscription(DisableAutoRenewBody),
  command: DisableAutoRenewCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => disableAnswer(subscription),
});

function disableAnswer(subscription: NonNullable<Subscription>): object {
  if (!('term' in subscription)) return {};
  const { anchor, term, cutoff, endsAfterTerm = term.number } = subscription;
  return {
    late: endsAfterTerm > term.number,
    endsOn: termFrom(anchor, endsAfterTerm).endDate,
    cutoff: cutoffItem(cutoff),
  };
}
