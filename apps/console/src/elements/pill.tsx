import type { SubscriptionStatus } from '../api/answers.js';
import { sentence } from '../format/words.js';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

/** A state in words; its colour only underlines them. */
export function Pill({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span class={`pill pill-${tone}`}>{children}</span>;
}

const TONES = {
  pending: 'info',
  'in-review': 'warn',
  'not-provisioned': 'bad',
  active: 'good',
  ended: 'quiet',
  replaced: 'quiet',
  closed: 'quiet',
} satisfies Record<SubscriptionStatus, Tone>;

export function StatusPill({ status }: { readonly status: SubscriptionStatus }) {
  return <Pill tone={TONES[status] ?? 'quiet'}>{sentence(status)}</Pill>;
}
