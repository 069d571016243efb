import { useEffect, useState } from 'preact/hooks';
import type { SessionAnswer } from '../api/answers.js';
import { call } from '../api/call.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { Failed } from '../elements/notices.js';
import { beginSession, endSession, session } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { useStore } from '../store.js';
import { Frame } from './frame.js';

/** The key page, or the console. */
export function App() {
  const present = useStore(session);
  if (present.state === 'signed-in') return <Frame who={present.who} />;
  return present.state === 'asking' ? <Resuming sessionKey={present.key} /> : <SignIn because={present.because} />;
}

/** A tab that was loaded again still has its key: whose it is, is asked anew. Only a refusal ends the session. */
function Resuming({ sessionKey }: { readonly sessionKey: string }) {
  const [problem, setProblem] = useState<Problem>();
  const resume = async () => {
    setProblem(undefined);
    try {
      beginSession(sessionKey, await call<SessionAnswer>('/ops/session', { key: sessionKey }));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.problem.status === 401) endSession('The key is not valid any more. Enter one that is.');
      else setProblem(error.problem);
    }
  };
  useEffect(() => void resume(), [sessionKey]);
  return problem === undefined ? (
    <div class="asking" role="status" aria-label="Signing in" />
  ) : (
    <main class="sign-in">
      <div class="away-page">
        <Failed problem={problem} retry={() => void resume()} />
        <button type="button" class="button button-plain" onClick={() => endSession()}>
          Sign out
        </button>
      </div>
    </main>
  );
}
