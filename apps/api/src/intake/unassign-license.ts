import { UnassignLicenseCommand } from '#commands/subscription/unassign-license.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { LicensePayload } from './license-payload.js';
import { ON_SUBSCRIPTION } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export const unassignLicense = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'UnassignLicense',
  payload: LicensePayload,
  command: UnassignLicenseCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => subscriptionAnswer(subscription),
});
