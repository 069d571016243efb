import { useState } from 'preact/hooks';
import type { Anchor, AnchorCheck, AnswerTo } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Asking } from '../elements/asking.js';
import { Facts } from '../elements/facts.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { say } from '../elements/said.js';
import { type Column, Table } from '../elements/table.js';
import { counted } from '../format/words.js';

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
  const [asking, setAsking] = useState<'check' | 'anchor'>();
  const [checked, setChecked] = useState<AnchorCheck>();
  const close = () => setAsking(undefined);
  const { value, problem, reload } = useAnswer<AnswerTo<'anchors'>>('/ops/anchors');
  return (
    <Page
      title="Anchors"
      lead="The Merkle root over the whole history, written daily into it and to a file. Keep the files elsewhere."
      actions={
        <>
          <button type="button" class="button" onClick={() => setAsking('check')}>
            Check…
          </button>
          <button type="button" class="button" onClick={() => setAsking('anchor')}>
            Anchor now…
          </button>
        </>
      }
    >
      <Table
        caption="Anchors"
        columns={COLUMNS}
        items={value === undefined ? undefined : [...value.items].reverse()}
        problem={problem}
        retry={reload}
        keyOf={({ anchoredAt, root }) => `${anchoredAt} ${root}`}
        empty={<Empty title="No anchor was set yet">The first comes with the end of the day.</Empty>}
      />
      {checked === undefined ? null : <Checked of={checked} />}
      {asking === 'check' ? (
        <Asking<'checkAnchors'>
          title="Check the history"
          verb="Check it"
          path="/ops/anchors/check"
          body={() => ({})}
          onClose={close}
          onDone={(answer) => 'intact' in answer && setChecked(answer)}
        >
          <p>
            Everything is read: the tree is made anew and held against each anchor, each event against its own hash.
          </p>
        </Asking>
      ) : null}
      {asking === 'anchor' ? (
        <Asking<'anchorHistory'>
          title="Anchor now"
          verb="Set an anchor"
          path="/ops/anchors"
          body={() => ({})}
          onClose={close}
          onDone={() => {
            say('The anchor is set.');
            reload();
          }}
        >
          <p>The root over everything written so far goes into the history, and to a file.</p>
        </Asking>
      ) : null}
    </Page>
  );
}

/** What the check came to. */
function Checked({
  of: { intact, events, streams, root, faults, faultsNamed, anchors },
}: {
  readonly of: AnchorCheck;
}) {
  const broken = anchors.filter(({ problem }) => problem !== null);
  return (
    <Section title="Checked">
      <p class={intact ? 'band band-good' : 'band band-bad'} role="status">
        <strong>{intact ? 'Intact' : 'Not intact'}</strong> {counted(events, 'event')} of {counted(streams, 'stream')};{' '}
        {counted(anchors.length - broken.length, 'anchor holds', 'anchors hold')}, {broken.length}{' '}
        {broken.length === 1 ? 'does' : 'do'} not; {counted(faults, 'event')} altered
      </p>
      <Facts of={[{ name: 'Root now', wide: true, value: <span class="mono">{root}</span> }]} />
      <ul class="asked">
        {broken.map(({ anchoredAt, problem }) => (
          <li key={anchoredAt}>
            Anchor of <Moment at={anchoredAt} /> <span class="bad">{problem}</span>
          </li>
        ))}
        {faultsNamed.map(({ stream, revision, problem }) => (
          <li key={`${stream} ${revision}`}>
            <span class="mono">{stream}</span> revision {revision} <span class="bad">{problem}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
