import type { DueBucket, DueItem } from '../api/answers.js';

export type Kind = DueItem['kind'];

/** What falls due, in the order in which it is stacked: one, and many. */
const NAMES = {
  instalment: ['instalment', 'instalments'],
  seats: ['part of added seats', 'parts of added seats'],
  cutoff: ['cutoff', 'cutoffs'],
  renewal: ['renewal', 'renewals'],
  end: ['end', 'ends'],
  unfinished: ['unfinished', 'unfinished'],
} as const satisfies Record<Kind, readonly [one: string, many: string]>;

export const KINDS = Object.keys(NAMES) as readonly Kind[];

export const manyOf = (kind: Kind): string => NAMES[kind][1];

/** `3 renewals`. */
export const countedKind = (count: number, kind: Kind): string =>
  `${count.toLocaleString('en-US')} ${NAMES[kind][count === 1 ? 0 : 1]}`;

/** Those that a filter leaves. */
export const kindsOf = (kind: string | null): readonly Kind[] => KINDS.filter((one) => kind === null || one === kind);

export const countOf = ({ counts }: DueBucket, kinds: readonly Kind[]): number =>
  kinds.reduce((sum, kind) => sum + counts[kind], 0);
