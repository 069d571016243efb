import { useEffect, useState } from 'preact/hooks';
import type { AnswerTo, RefusedAttempt, TimelineEvent } from '../api/answers.js';
import { call } from '../api/call.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { signedIn } from '../session/session.js';
import { type HistoryOf, historyPath } from './history-of.js';

const PAGE_ROWS = 200;
export type ShownEntry = TimelineEvent | RefusedAttempt;

/** A subscription of decades has some hundreds of entries; what goes on past this is read by its address. */
const PAGES_MAX = 10;

interface Read {
  readonly entries: readonly ShownEntry[] | undefined;
  readonly problem: Problem | undefined;
}

/** The whole timeline, oldest first. @param revision read again when it is another one. */
export function useTimeline({ kind, id }: HistoryOf, revision: number): Read & { reload(): void } {
  const [read, setRead] = useState<Read>({ entries: undefined, problem: undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    readAll({ kind, id }, gone.signal).then(
      (entries) => setRead({ entries, problem: undefined }),
      (error) => {
        if (error instanceof ProblemError) setRead((before) => ({ ...before, problem: error.problem }));
      },
    );
    return () => gone.abort();
  }, [kind, id, revision, round]);
  return { ...read, reload: () => setRound((one) => one + 1) };
}

type Answer = AnswerTo<'timeline'> | AnswerTo<'history'>;

async function readAll(of: HistoryOf, signal: AbortSignal): Promise<readonly ShownEntry[]> {
  const path = pathFor(of);
  const entries: ShownEntry[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, nextCursor }: Answer = await call<Answer>(`${path}?limit=${PAGE_ROWS}${after}`, { signal });
    for (const item of items) entries.push('entry' in item ? item : { ...item, entry: 'event' });
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return entries;
}

/** Intake's keys see what happened, and not by whose command. */
const pathFor = (of: HistoryOf): string =>
  signedIn().role === 'intake' ? `/subscriptions/${of.id}/history` : `${historyPath(of)}/timeline`;
