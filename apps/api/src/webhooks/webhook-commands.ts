import type { Payloads } from '#commands/payloads.js';
import { ChangeWebhookCommand } from '#commands/webhook/change-webhook.js';
import { DeleteWebhookCommand } from '#commands/webhook/delete-webhook.js';
import { RegisterWebhookCommand } from '#commands/webhook/register-webhook.js';
import { ReleaseWebhookCommand } from '#commands/webhook/release-webhook.js';
import { ReplayWebhookCommand } from '#commands/webhook/replay-webhook.js';
import { RotateWebhookSecretCommand } from '#commands/webhook/rotate-webhook-secret.js';
import { Id } from '../http/input/text-fields.js';
import { type IntakeCommand, intakeCommand } from '../intake/intake-command.js';
import { webhookFields } from './webhook-answer.js';
import { PausedField, PositionField, ResellersField, TypesField, UrlField, WebhookPath } from './webhook-fields.js';

export class RegisterWebhookBody implements RegisterWebhook {
  @UrlField()
  readonly url: string;

  @TypesField()
  readonly types?: readonly string[];

  @ResellersField()
  readonly resellers?: readonly string[];

  /** Where to begin; left out: with what happens from now on. */
  @PositionField({ optional: true })
  readonly after?: string;
}

export class ChangeWebhookBody {
  @UrlField()
  readonly url: string;

  @TypesField()
  readonly types?: readonly string[];

  @PausedField()
  readonly paused?: boolean;
}

class ChangeWebhookPayload extends ChangeWebhookBody implements ChangeWebhook {
  @Id()
  readonly webhookId: WebhookPath['webhookId'];
}

export class ReplayWebhookBody {
  @PositionField()
  readonly after: string;
}

class ReplayWebhookPayload extends ReplayWebhookBody implements ReplayWebhook {
  @Id()
  readonly webhookId: WebhookPath['webhookId'];
}

type RegisterWebhook = Payloads['RegisterWebhook'];
type ChangeWebhook = Payloads['ChangeWebhook'];
type ReplayWebhook = Payloads['ReplayWebhook'];

/** No bulk line has them: they touch nothing that another command touches. */
const shared = { permits: ['intake'] as const, touches: () => [] };

export const registerWebhook = intakeCommand({
  ...shared,
  name: 'RegisterWebhook',
  payload: RegisterWebhookBody,
  command: RegisterWebhookCommand,
  creates: 'new',
  answer: webhookFields,
});

export const changeWebhook = intakeCommand({
  ...shared,
  name: 'ChangeWebhook',
  payload: ChangeWebhookPayload,
  command: ChangeWebhookCommand,
  answer: webhookFields,
});

export const rotateWebhookSecret = intakeCommand({
  ...shared,
  name: 'RotateWebhookSecret',
  payload: WebhookPath,
  command: RotateWebhookSecretCommand,
  answer: webhookFields,
});

export const replayWebhook = intakeCommand({
  ...shared,
  name: 'ReplayWebhook',
  payload: ReplayWebhookPayload,
  command: ReplayWebhookCommand,
  answer: webhookFields,
});

export const releaseWebhook = intakeCommand({
  ...shared,
  name: 'ReleaseWebhook',
  permits: ['intake', 'operations'],
  payload: WebhookPath,
  command: ReleaseWebhookCommand,
  answer: webhookFields,
});

export const deleteWebhook = intakeCommand({
  ...shared,
  name: 'DeleteWebhook',
  payload: WebhookPath,
  command: DeleteWebhookCommand,
  answer: webhookFields,
  answerToNothing: ({ webhookId }) => ({ id: webhookId }),
});

export const WEBHOOK_COMMANDS: readonly IntakeCommand[] = [
  registerWebhook,
  changeWebhook,
  rotateWebhookSecret,
  replayWebhook,
  releaseWebhook,
  deleteWebhook,
];
