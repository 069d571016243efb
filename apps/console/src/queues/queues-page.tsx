import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { hrefOf } from '../router/place.js';

/** Bull Board lies at this very address, for who has its cookie: gets one for the session's key, and goes there. */
export function QueuesPage() {
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    call('/ops/queue-board-sessions', { method: 'POST', body: {} }).then(
      () => window.location.assign(`${hrefOf('/queues')}/`),
      (error) => error instanceof ProblemError && setProblem(error.problem),
    );
  }, []);
  return (
    <Page title="Queues" lead="The jobs themselves, in Bull Board.">
      {problem === undefined ? <Skeleton lines={8} label="Opening the queues" /> : <Failed problem={problem} />}
    </Page>
  );
}
