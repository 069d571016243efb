import { useEffect, useState } from 'preact/hooks';
import type { TimelineEntry } from '../../api/answers.js';
import { call } from '../../api/call.js';
import { type Problem, ProblemError } from '../../api/problem.js';
import type { Page } from '../../api/use-pages.js';
import { signedIn } from '../../session/session.js';

const PAGE_ROWS = 200;
/** A subscription of decades has some hundreds of entries; what goes on past this is read by its address. */
const PAGES_MAX = 10;

interface Read {
  readonly entries: readonly TimelineEntry[] | undefined;
  readonly problem: Problem | undefined;
}

/** The whole timeline, oldest first. @param revision read again when it is another one. */
export function useTimeline(subscriptionId: string, revision: number): Read & { reload(): void } {
  const [read, setRead] = useState<Read>({ entries: undefined, problem: undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    readAll(subscriptionId, gone.signal).then(
      (entries) => setRead({ entries, problem: undefined }),
      (error) => {
        if (error instanceof ProblemError) setRead((before) => ({ ...before, problem: error.problem }));
      },
    );
    return () => gone.abort();
  }, [subscriptionId, revision, round]);
  return { ...read, reload: () => setRound((one) => one + 1) };
}

async function readAll(subscriptionId: string, signal: AbortSignal): Promise<readonly TimelineEntry[]> {
  const path = pathFor(subscriptionId);
  const entries: TimelineEntry[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, nextCursor }: Page<TimelineEntry> = await call(`${path}?limit=${PAGE_ROWS}${after}`, { signal });
    for (const item of items) entries.push({ ...item, entry: item.entry ?? 'event' } as TimelineEntry);
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return entries;
}

/** Intake's keys see what happened, and not by whose command. */
const pathFor = (subscriptionId: string): string =>
  signedIn().role === 'intake'
    ? `/subscriptions/${subscriptionId}/history`
    : `/ops/subscriptions/${subscriptionId}/timeline`;
