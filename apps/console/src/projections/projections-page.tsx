import { useState } from 'preact/hooks';
import type { Projection, Rebuild } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { usePages } from '../api/use-pages.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Pill } from '../elements/pill.js';
import { type Column, More, Table } from '../elements/table.js';
import { durationText } from '../format/time.js';
import { sentence } from '../format/words.js';
import { Link } from '../router/link.js';
import { go } from '../router/place.js';
import { RebuildPill } from './rebuild-pill.js';
import { StartRebuild } from './start-rebuild.js';

const LOOK_EVERY_MS = 2_000;

const number = (value: number): string => value.toLocaleString('en-US');

/** Less than that is what it takes to see an event. */
const LAGGING_SECONDS = 5;

const COLUMNS: readonly Column<Projection>[] = [
  { name: 'Projection', show: ({ projection }) => <strong>{projection}</strong> },
  { name: 'Lag', show: (one) => <Lag of={one} /> },
  { name: 'Read', numeric: true, show: ({ events }) => number(events.read) },
  { name: 'Applied', numeric: true, show: ({ events }) => number(events.applied) },
  { name: 'Ignored', numeric: true, show: ({ events }) => number(events.ignored) },
  {
    name: 'Parked',
    numeric: true,
    show: ({ parkedStreams, events }) =>
      parkedStreams === 0 ? (
        '0'
      ) : (
        <Link to="/parked">{`${parkedStreams} streams, ${number(events.parked)} events`}</Link>
      ),
  },
  { name: 'Leads', show: ({ leading }) => (leading ? 'yes' : 'stands by') },
  {
    name: 'Rebuild',
    show: ({ rebuild }) => (rebuild === null ? '–' : <Link to={`/rebuilds/${rebuild}`}>under way</Link>),
  },
];

function Lag({ of: { lag } }: { readonly of: Projection }) {
  const { events, seconds } = lag;
  const behind = seconds === null || seconds > LAGGING_SECONDS;
  const text = seconds === null ? 'Unknown' : events === 0 ? 'Up to date' : `${durationText(seconds)} behind`;
  return (
    <>
      <Pill tone={behind ? 'warn' : 'good'}>{text}</Pill>
      {events ? <span class="quiet"> {number(events)} events</span> : null}
    </>
  );
}

const REBUILD_COLUMNS: readonly Column<Rebuild>[] = [
  { name: 'Started', show: ({ startedAt }) => <Moment at={startedAt} /> },
  { name: 'Status', show: ({ status }) => <RebuildPill status={status} /> },
  { name: 'Projections', room: 'wide', show: ({ projections }) => projections.join(', ') },
  { name: 'Events', numeric: true, show: ({ eventsRead }) => number(eventsRead) },
  { name: 'Events per second', numeric: true, show: ({ eventsPerSecond }) => number(Math.round(eventsPerSecond)) },
  {
    name: 'Proof',
    show: ({ proof }) => (proof === null ? '–' : sentence(proof.complete ? 'complete' : 'not complete')),
  },
];

/** How far each read model is, and rebuilding them without stopping anything. */
export function ProjectionsPage() {
  const [starting, setStarting] = useState(false);
  const projections = useAnswer<{ readonly items: readonly Projection[] }>('/ops/projections', {
    everyMs: LOOK_EVERY_MS,
  });
  const rebuilds = usePages<Rebuild>('/ops/rebuilds', { everyMs: LOOK_EVERY_MS });
  return (
    <Page
      title="Projections"
      lead="What makes the read models out of the history."
      actions={
        <button type="button" class="button" onClick={() => setStarting(true)}>
          Rebuild…
        </button>
      }
    >
      <Section title="Live">
        <Table
          caption="Projections"
          columns={COLUMNS}
          items={projections.value?.items}
          problem={projections.problem}
          retry={projections.reload}
          expected={9}
          keyOf={({ projection }) => projection}
          empty={<Empty title="No projection has begun">A projector has to run.</Empty>}
        />
      </Section>
      <Section title="Rebuilds">
        <Table
          caption="Rebuilds"
          columns={REBUILD_COLUMNS}
          items={rebuilds.items}
          problem={rebuilds.problem}
          retry={rebuilds.reload}
          expected={3}
          keyOf={({ rebuildId }) => rebuildId}
          linkOf={({ rebuildId }) => `/rebuilds/${rebuildId}`}
          empty={
            <Empty title="Nothing was rebuilt yet">
              A rebuild goes into a shadow while the live rows serve. Nothing is stopped.
            </Empty>
          }
        />
        <More {...rebuilds} count={rebuilds.items?.length} />
      </Section>
      {starting ? (
        <StartRebuild
          names={projections.value?.items.map(({ projection }) => projection) ?? []}
          onClose={() => setStarting(false)}
          onStarted={({ rebuildId }) => go(`/rebuilds/${rebuildId}`)}
        />
      ) : null}
    </Page>
  );
}
