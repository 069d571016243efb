import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { session } from '../session/session.js';
import { call } from './call.js';
import { type Problem, ProblemError } from './problem.js';

/** What was answered last to each address, shown until the new answer is there. In memory only, and of one session. */
const lastAnswers = new Map<string, unknown>();
/** Of the oldest, one is forgotten for each that comes. */
const LAST_ANSWERS_MAX = 200;

session.subscribe(() => {
  if (session.get().state === 'signed-out') lastAnswers.clear();
});

export interface Answered<Answer> {
  /** The last one of this address; undefined while none is there. */
  readonly value: Answer | undefined;
  /** Why the last attempt got none. */
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  reload(): void;
}

interface Asked {
  readonly path: string | null;
  readonly value: unknown;
  readonly problem: Problem | undefined;
}

export interface Asking {
  /** Asked again after that long, as long as somebody looks; not given: once. */
  readonly everyMs?: number | undefined;
}

/** Asks the api. @param path below `/v1`; null: nothing is asked. */
export function useAnswer<Answer>(path: string | null, { everyMs }: Asking = {}): Answered<Answer> {
  const [asked, setAsked] = useState<Asked>({ path: null, value: undefined, problem: undefined });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((one) => one + 1), []);
  useEffect(() => {
    if (path === null) return undefined;
    const gone = new AbortController();
    ask<Answer>(path, gone.signal).then(setAsked, () => undefined);
    return () => gone.abort();
  }, [path, round]);
  useRepeat(path === null ? undefined : everyMs, reload, asked);
  const current = asked.path === path;
  const value = (current ? asked.value : undefined) ?? (path === null ? undefined : lastAnswers.get(path));
  return {
    value: value as Answer | undefined,
    problem: current ? asked.problem : undefined,
    loading: path !== null && !current,
    reload,
  };
}

async function ask<Answer>(path: string, signal: AbortSignal): Promise<Asked> {
  try {
    const value = await call<Answer>(path, { signal });
    remember(path, value);
    return { path, value, problem: undefined };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { path, value: lastAnswers.get(path), problem: error.problem };
  }
}

function remember(path: string, value: unknown): void {
  lastAnswers.delete(path);
  lastAnswers.set(path, value);
  const [oldest] = lastAnswers.keys();
  if (lastAnswers.size > LAST_ANSWERS_MAX && oldest !== undefined) lastAnswers.delete(oldest);
}

/** Counts from each answer on, so that a slow server is asked less; not while the tab is hidden. */
function useRepeat(everyMs: number | undefined, reload: () => void, asked: Asked): void {
  const due = useRef(reload);
  due.current = reload;
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const again = () => !document.hidden && due.current();
    const timer = window.setInterval(again, everyMs);
    document.addEventListener('visibilitychange', again);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [everyMs, asked]);
}
