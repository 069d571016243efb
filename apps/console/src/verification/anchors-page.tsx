import { useState } from 'preact/hooks';
import type { Anchor } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Asking } from '../elements/asking.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { say } from '../elements/said.js';
import { type Column, More, Table } from '../elements/table.js';

const COLUMNS: readonly Column<Anchor>[] = [
  { name: 'Anchored', show: ({ anchoredAt }) => <Moment at={anchoredAt} /> },
  { name: 'Merkle root', room: 'wide', show: ({ root }) => <span class="mono break">{root}</span> },
  { name: 'Streams', numeric: true, show: ({ streams }) => streams.toLocaleString('en-US') },
  { name: 'Events', numeric: true, show: ({ events }) => events.toLocaleString('en-US') },
  { name: 'By', show: ({ anchoredBy }) => anchoredBy },
  { name: 'Position', show: ({ position }) => <span class="mono">{position}</span> },
];

/** What the history was on each day, in one hash: kept elsewhere, it shows a history that was cut or rewritten. */
export function AnchorsPage() {
  const [asking, setAsking] = useState(false);
  const pages = usePages<Anchor>('/ops/anchors?limit=50');
  return (
    <Page
      title="Anchors"
      lead="The Merkle root over the whole history, written daily into it and to a file. Keep the files elsewhere."
      actions={
        <button type="button" class="button" onClick={() => setAsking(true)}>
          Anchor now…
        </button>
      }
    >
      <Table
        caption="Anchors"
        columns={COLUMNS}
        items={pages.items === undefined ? undefined : [...pages.items].reverse()}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ anchoredAt, root }) => `${anchoredAt} ${root}`}
        empty={<Empty title="No anchor was set yet">The first comes with the end of the day.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
      {asking ? (
        <Asking
          title="Anchor now"
          verb="Set an anchor"
          path="/ops/anchors"
          body={() => ({})}
          onClose={() => setAsking(false)}
          onDone={() => {
            say('The anchor is set.');
            pages.reload();
          }}
        >
          <p>The root over everything written so far goes into the history, and to a file.</p>
        </Asking>
      ) : null}
    </Page>
  );
}
