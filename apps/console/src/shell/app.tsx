import { useEffect } from 'preact/hooks';
import type { SessionAnswer } from '../api/answers.js';
import { call } from '../api/call.js';
import { ProblemError } from '../api/problem.js';
import { beginSession, endSession, session } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { useStore } from '../store.js';
import { Frame } from './frame.js';

/** The key page, or the console. */
export function App() {
  const present = useStore(session);
  const key = present.state === 'asking' ? present.key : undefined;
  useEffect(() => {
    if (key !== undefined) void resume(key);
  }, [key]);
  if (present.state === 'signed-in') return <Frame who={present.who} />;
  return present.state === 'asking' ? (
    <div class="asking" role="status" aria-label="Signing in" />
  ) : (
    <SignIn because={present.because} />
  );
}

/** A tab that was loaded again still has its key: whose it is, is asked anew. */
async function resume(key: string): Promise<void> {
  try {
    beginSession(key, await call<SessionAnswer>('/ops/session', { key }));
  } catch (error) {
    endSession(error instanceof ProblemError ? error.message : undefined);
  }
}
