import { AddSeatsCommand } from '#commands/subscription/add-seats.js';
import { WholeNumber } from '../http/input/other-fields.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export class AddSeatsBody extends OnSubscriptionBody {
  @WholeNumber({ min: 1 })
  readonly add: number;
}

/** Active at once, charged pro rata, ending with the current term. */
export const addSeats = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'AddSeats',
  payload: payloadOnSubscription(AddSeatsBody),
  command: AddSeatsCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => ({
    ...subscriptionAnswer(subscription),
    ...('seats' in subscription && { seats: subscription.seats }),
  }),
});
