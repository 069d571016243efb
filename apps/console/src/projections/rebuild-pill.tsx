import type { RebuildStatus } from '../api/answers.js';
import { Pill, type Tone } from '../elements/pill.js';
import { sentence } from '../format/words.js';

const TONES = {
  queued: 'quiet',
  reading: 'info',
  ready: 'warn',
  'cut-over': 'good',
  'rolled-back': 'quiet',
  cancelled: 'quiet',
  failed: 'bad',
} satisfies Record<RebuildStatus, Tone>;

export function RebuildPill({ status }: { readonly status: RebuildStatus }) {
  return <Pill tone={TONES[status] ?? 'quiet'}>{sentence(status)}</Pill>;
}
