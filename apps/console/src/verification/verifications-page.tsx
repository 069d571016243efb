import { useState } from 'preact/hooks';
import type { Verification } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Asking } from '../elements/asking.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { go } from '../router/place.js';
import { VerificationPill } from './verification-pill.js';

const LOOK_EVERY_MS = 2_000;

const COLUMNS: readonly Column<Verification>[] = [
  { name: 'Started', show: ({ startedAt }) => <Moment at={startedAt} /> },
  { name: 'Result', show: ({ status }) => <VerificationPill status={status} /> },
  { name: 'Streams', numeric: true, show: ({ streams }) => streams?.toLocaleString('en-US') ?? '–' },
  { name: 'Events', numeric: true, show: ({ events }) => events.toLocaleString('en-US') },
  { name: 'Broken chains', numeric: true, show: ({ chain }) => chain?.faulty ?? '–' },
  {
    name: 'Drifted rows',
    numeric: true,
    show: ({ readModels }) => readModels?.reduce((sum, { driftedRows }) => sum + driftedRows, 0) ?? '–',
  },
  { name: 'Finished', room: 'wide', show: ({ finishedAt }) => (finishedAt ? <Moment at={finishedAt} /> : '–') },
];

/** Is every read model what the history says, and is the history what was written? */
export function VerificationsPage() {
  const [starting, setStarting] = useState(false);
  const pages = usePages<Verification>('/ops/verifications', { everyMs: LOOK_EVERY_MS });
  return (
    <Page
      title="Verification"
      lead="Replays everything, compares every row that is served, and checks the chain of every stream. Done daily by itself."
      actions={
        <button type="button" class="button" onClick={() => setStarting(true)}>
          Verify now…
        </button>
      }
    >
      <Table
        caption="Verifications"
        columns={COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ verificationId }) => verificationId}
        linkOf={({ verificationId }) => `/verifications/${verificationId}`}
        empty={
          <Empty title="Nothing was verified yet">
            The daily run comes by itself; “Verify now” does not wait for it.
          </Empty>
        }
      />
      <More {...pages} count={pages.items?.length} />
      {starting ? (
        <Asking<'verify'>
          title="Verify now"
          verb="Start the verification"
          path="/ops/verifications"
          body={() => ({})}
          onClose={() => setStarting(false)}
          onDone={({ verificationId }) => go(`/verifications/${verificationId}`)}
        >
          <p>Everything is read once and compared at one position. Nothing is stopped, and nothing is changed.</p>
        </Asking>
      ) : null}
    </Page>
  );
}
