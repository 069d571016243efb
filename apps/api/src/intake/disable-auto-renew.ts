import { DisableAutoRenewCommand } from '#commands/subscription/disable-auto-renew.js';
import { termFrom } from '#domain/policy/term.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { Instant } from '#kernel/instant.js';
import { InstantField, OneOf, Text } from '../http/input/text-fields.js';
import { cutoffItem } from './answers.js';
import { type Fault, intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export class DisableAutoRenewBody extends OnSubscriptionBody {
  /** What becomes of a request after the cutoff; not given: as the vendor policy says. */
  @OneOf(['defer', 'refuse'], { optional: true })
  readonly ifLate?: 'defer' | 'refuse';

  /** Operations only: when the request had come in, though our intake could not take it. Judged as of then. */
  @InstantField({ optional: true })
  readonly receivedAt?: Instant;

  /** Where `receivedAt` is given: what shows it. No personal data, for it is kept for ever. */
  @Text({ min: 1, max: 2_000, lines: true, optional: true })
  readonly evidence?: string;
}

const REQUIRED = 'is required with receivedAt';
const faultOf = (field: string, detail: string): Fault => ({ field, detail });

/** One atomic and irrevocable decision; a late one holds for the next term end, and its answer says so. */
export const disableAutoRenew = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'DisableAutoRenew',
  payload: payloadOnSubscription(DisableAutoRenewBody),
  fault: ({ receivedAt, evidence, reason }) => {
    if (receivedAt === undefined)
      return evidence === undefined ? undefined : faultOf('evidence', 'is for receivedAt only');
    if (evidence === undefined) return faultOf('evidence', REQUIRED);
    return reason === undefined ? faultOf('reason', REQUIRED) : undefined;
  },
  command: DisableAutoRenewCommand,
  operationsOnly: ['receivedAt', 'evidence'],
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
