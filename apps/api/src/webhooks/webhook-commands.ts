import { newWebhookId } from '#commands/engine/request-identity.js';
import type { Payloads } from '#commands/payloads.js';
import { ChangeWebhookCommand } from '#commands/webhook/change-webhook.js';
import { DeleteWebhookCommand } from '#commands/webhook/delete-webhook.js';
import { RegisterWebhookCommand } from '#commands/webhook/register-webhook.js';
import { ReleaseWebhookCommand } from '#commands/webhook/release-webhook.js';
import { ReplayWebhookCommand } from '#commands/webhook/replay-webhook.js';
import { RotateWebhookSecretCommand } from '#commands/webhook/rotate-webhook-secret.js';
import type { WebhookId } from '#kernel/ids.js';
import { Id } from '../http/input/text-fields.js';
import { type IntakeCommand, intakeCommand } from '../intake/intake-command.js';
import { makesWebhook, writesWebhook } from '../intake/touches.js';
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

const shared = { permits: ['intake'] as const };
const onWebhook = {
  ...shared,
  touches: ({ webhookId }: { readonly webhookId: WebhookId }) => [writesWebhook(webhookId)],
};

export const registerWebhook = intakeCommand({
  ...shared,
  name: 'RegisterWebhook',
  payload: RegisterWebhookBody,
  command: RegisterWebhookCommand,
  touches: (_, context) => [makesWebhook(newWebhookId(context))],
  creates: 'new',
  answer: webhookFields,
});

export const changeWebhook = intakeCommand({
  ...onWebhook,
  name: 'ChangeWebhook',
  payload: ChangeWebhookPayload,
  command: ChangeWebhookCommand,
  answer: webhookFields,
});

export const rotateWebhookSecret = intakeCommand({
  ...onWebhook,
  name: 'RotateWebhookSecret',
  payload: WebhookPath,
  command: RotateWebhookSecretCommand,
  answer: webhookFields,
});

export const replayWebhook = intakeCommand({
  ...onWebhook,
  name: 'ReplayWebhook',
  payload: ReplayWebhookPayload,
  command: ReplayWebhookCommand,
  answer: webhookFields,
});

export const releaseWebhook = intakeCommand({
  ...onWebhook,
  name: 'ReleaseWebhook',
  permits: ['intake', 'operations'],
  payload: WebhookPath,
  command: ReleaseWebhookCommand,
  answer: webhookFields,
});

export const deleteWebhook = intakeCommand({
  ...onWebhook,
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
