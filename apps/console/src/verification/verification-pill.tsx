import type { Verification } from '../api/answers.js';
import { Pill, type Tone } from '../elements/pill.js';
import { sentence } from '../format/words.js';

const TONES = { running: 'info', clean: 'good', drift: 'bad', failed: 'bad' } satisfies Record<
  Verification['status'],
  Tone
>;

export function VerificationPill({ status }: { readonly status: Verification['status'] }) {
  return <Pill tone={TONES[status] ?? 'quiet'}>{sentence(status)}</Pill>;
}
