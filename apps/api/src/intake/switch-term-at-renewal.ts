import { SwitchTermAtRenewalCommand } from '#commands/subscription/switch-term-at-renewal.js';
import { formatProductId } from '#domain/plan/product-id.js';
import type { ProductId } from '#kernel/ids.js';
import { ProductIdField } from '../http/input/other-fields.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { readsPlan, writesSubscription } from './touches.js';

export class PlanAtRenewalBody extends OnSubscriptionBody {
  @ProductIdField()
  readonly productId: ProductId;
}

/** To the plan in the other period, at the next renewal; the present plan undoes it. */
export const switchTermAtRenewal = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'SwitchTermAtRenewal',
  payload: payloadOnSubscription(PlanAtRenewalBody),
  command: SwitchTermAtRenewalCommand,
  touches: ({ subscriptionId, productId }) => [writesSubscription(subscriptionId), readsPlan(productId)],
  answer: (subscription) => ({
    ...subscriptionAnswer(subscription),
    ...('planAtRenewal' in subscription && {
      planAtRenewal: formatProductId((subscription.planAtRenewal ?? subscription.plan).productId),
    }),
  }),
});
