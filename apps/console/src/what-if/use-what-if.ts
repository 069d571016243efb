import { useEffect, useState } from 'preact/hooks';
import type { BodyOf, WhatIf } from '../api/answers.js';
import { call } from '../api/call.js';
import { type Problem, ProblemError } from '../api/problem.js';

export type Question = Omit<BodyOf<'whatIf'>, 'cursor'>;
export type OtherDecision = WhatIf['differences'][number];

/** More are counted only: whoever has so many asks about a shorter time, or the command line. */
export const DIFFERENCES_SHOWN_MAX = 500;

/** What was found so far. */
export interface Found {
  readonly commands: number;
  readonly same: number;
  readonly differ: number;
  readonly notJudged: Readonly<Record<string, number>>;
  readonly differences: readonly OtherDecision[];
  /** As far as it was judged; null: nothing was yet. */
  readonly until: string | null;
  readonly state: 'judging' | 'done' | 'stopped' | 'failed';
  readonly problem?: Problem;
}

const NOTHING: Found = {
  commands: 0,
  same: 0,
  differ: 0,
  notJudged: {},
  differences: [],
  until: null,
  state: 'judging',
};

/** Judges a time again, part after part; nothing while there is no question. */
export function useWhatIf(question: Question | undefined): { readonly found: Found | undefined; stop(): void } {
  const [found, setFound] = useState<Found>();
  const [gone, setGone] = useState<AbortController>();
  const asked = JSON.stringify(question);
  useEffect(() => {
    if (question === undefined) return setFound(undefined);
    const leaving = new AbortController();
    setGone(leaving);
    setFound(NOTHING);
    judge(question, leaving.signal, setFound).catch((error: unknown) => {
      if (leaving.signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      setFound((before) => ({ ...(before ?? NOTHING), state: 'failed', problem: error.problem }));
    });
    return () => leaving.abort();
  }, [asked]);
  const stop = () => {
    gone?.abort();
    setFound((before) => (before === undefined ? undefined : { ...before, state: 'stopped' }));
  };
  return { found, stop };
}

async function judge(question: Question, signal: AbortSignal, show: (found: Found) => void): Promise<void> {
  let found = NOTHING;
  let cursor: string | undefined;
  do {
    const body: BodyOf<'whatIf'> = { ...question, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await call<WhatIf>('/ops/what-ifs', { method: 'POST', body, signal });
    cursor = answer.nextCursor ?? undefined;
    found = { ...added(found, answer), state: cursor === undefined ? 'done' : 'judging' };
    show(found);
  } while (cursor !== undefined);
}

function added(found: Found, { commands, decisionsSame, notJudged, differences, until }: WhatIf): Found {
  const others = { ...found.notJudged };
  for (const [command, count] of Object.entries(notJudged)) others[command] = (others[command] ?? 0) + Number(count);
  return {
    ...found,
    commands: found.commands + commands,
    same: found.same + decisionsSame,
    differ: found.differ + differences.length,
    notJudged: others,
    differences: [...found.differences, ...differences].slice(0, DIFFERENCES_SHOWN_MAX),
    until,
  };
}
