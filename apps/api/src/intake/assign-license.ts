import { AssignLicenseCommand } from '#commands/subscription/assign-license.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { LicensePayload } from './license-payload.js';
import { ON_SUBSCRIPTION } from './on-subscription.js';
import { writesSubscription } from './touches.js';

export const assignLicense = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'AssignLicense',
  payload: LicensePayload,
  command: AssignLicenseCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => subscriptionAnswer(subscription),
});
