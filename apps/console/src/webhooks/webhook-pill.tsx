import type { Webhook, WebhookDelivery } from '../api/answers.js';
import { Pill, type Tone } from '../elements/pill.js';
import { sentence } from '../format/words.js';

const TONES = { active: 'good', paused: 'warn', disabled: 'bad' } satisfies Record<Webhook['status'], Tone>;

export function WebhookPill({ of: { status, disabledReason } }: { readonly of: Webhook }) {
  return (
    <Pill tone={TONES[status]}>{`${sentence(status)}${disabledReason === null ? '' : `: ${disabledReason}`}`}</Pill>
  );
}

const DELIVERY_TONES = { delivered: 'good', retrying: 'warn', parked: 'bad' } satisfies Record<
  WebhookDelivery['status'],
  Tone
>;

export const DeliveryPill = ({ status }: Pick<WebhookDelivery, 'status'>) => (
  <Pill tone={DELIVERY_TONES[status]}>{sentence(status)}</Pill>
);
