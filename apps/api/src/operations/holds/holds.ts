import { HoldDueWorkCommand } from '#commands/subscription/hold-due-work.js';
import { ReleaseDueWorkCommand } from '#commands/subscription/release-due-work.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import { intakeCommand } from '../../intake/intake-command.js';
import { payloadOnSubscription } from '../../intake/on-subscription.js';
import { Reason } from '../../intake/order-fields.js';
import { writesSubscription } from '../../intake/touches.js';

export class HoldBody {
  @Reason()
  readonly reason: string;
}

const answer = ({ subscriptionId, status, held }: NonNullable<Subscription>) => ({
  id: subscriptionId,
  status,
  held: held === undefined ? null : { reason: held.reason, since: held.since },
});

/** Nothing falls due any more, and nobody else changes anything, until the release. */
export const holdDueWork = intakeCommand({
  name: 'HoldDueWork',
  payload: payloadOnSubscription(HoldBody),
  command: HoldDueWorkCommand,
  permits: ['operations'],
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer,
});

/** What fell due meanwhile happens in the same append, each as of its own due instant. */
export const releaseDueWork = intakeCommand({
  name: 'ReleaseDueWork',
  payload: payloadOnSubscription(HoldBody),
  command: ReleaseDueWorkCommand,
  permits: ['operations'],
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer,
});
