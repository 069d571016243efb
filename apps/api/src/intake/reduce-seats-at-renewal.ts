import { ReduceSeatsAtRenewalCommand } from '#commands/subscription/reduce-seats-at-renewal.js';
import { WholeNumber } from '../http/input/other-fields.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export class SeatsAtRenewalBody extends OnSubscriptionBody {
  @WholeNumber({ min: 1 })
  readonly seats: number;
}

/** Takes effect at the next renewal; the present number undoes it. */
export const reduceSeatsAtRenewal = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'ReduceSeatsAtRenewal',
  payload: payloadOnSubscription(SeatsAtRenewalBody),
  command: ReduceSeatsAtRenewalCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => ({
    ...subscriptionAnswer(subscription),
    ...('seats' in subscription && {
      seats: subscription.seats,
      seatsAtRenewal: subscription.seatsAtRenewal ?? subscription.seats,
    }),
  }),
});
