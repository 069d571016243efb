import type { DueBucket } from '../api/answers.js';

/** In the order in which they are stacked. */
export const KINDS = ['instalment', 'cutoff', 'renewal', 'end'] as const;

export type Kind = (typeof KINDS)[number];

/** Those that a filter leaves. */
export const kindsOf = (kind: string | null): readonly Kind[] => KINDS.filter((one) => kind === null || one === kind);

export const countOf = ({ counts }: DueBucket, kinds: readonly Kind[]): number =>
  kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
