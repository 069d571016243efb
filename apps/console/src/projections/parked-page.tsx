import { useState } from 'preact/hooks';
import type { ParkedStream, ParkedTry } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Asking } from '../elements/asking.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { say } from '../elements/said.js';
import { type Column, More, Table } from '../elements/table.js';

type Step = 'try' | 'release';

const keyOf = ({ projection, stream }: ParkedStream): string => `${projection} ${stream}`;

const COLUMNS: readonly Column<ParkedStream>[] = [
  { name: 'Stream', show: ({ stream }) => <span class="mono">{stream}</span> },
  { name: 'Projection', show: ({ projection }) => projection },
  { name: 'At', show: ({ revision, type }) => `${type}, revision ${revision}` },
  { name: 'Error', room: 'wide', show: ({ error }) => <span class="bad">{error}</span> },
  { name: 'Events behind', numeric: true, show: ({ eventsBehind }) => eventsBehind },
  { name: 'Parked', show: ({ parkedAt }) => <Moment at={parkedAt} /> },
];

/** Streams that a projection could not apply: tried on a copy after a fix, then released in order. */
export function ParkedPage() {
  const pages = usePages<ParkedStream>('/ops/parked?limit=50');
  const [acting, setActing] = useState<{ readonly step: Step; readonly parked: ParkedStream }>();
  const actions: Column<ParkedStream> = {
    name: 'Actions',
    show: (parked) => (
      <span class="row-actions">
        <button type="button" class="button button-small" onClick={() => setActing({ step: 'try', parked })}>
          Try
        </button>
        <button type="button" class="button button-small" onClick={() => setActing({ step: 'release', parked })}>
          Release
        </button>
      </span>
    ),
  };
  return (
    <Page
      title="Parked"
      lead="An event that a projection can't apply parks its stream in that projection only; everything else flows."
    >
      <Table
        caption="Parked streams"
        columns={[...COLUMNS, actions]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={keyOf}
        empty={<Empty title="Nothing is parked">Every projection applies every event.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
      {acting === undefined ? null : <Step {...acting} onClose={() => setActing(undefined)} onDone={pages.reload} />}
    </Page>
  );
}

interface StepProps {
  readonly step: Step;
  readonly parked: ParkedStream;
  onClose(): void;
  onDone(): void;
}

function Step({ step, parked: { projection, stream, eventsBehind }, onClose, onDone }: StepProps) {
  const part = `${encodeURIComponent(projection)}/${encodeURIComponent(stream)}`;
  return (
    <Asking<ParkedTry>
      title={step === 'try' ? 'Try on a copy' : 'Release'}
      verb={step === 'try' ? 'Try it' : 'Release it'}
      path={`/ops/parked/${part}/${step}`}
      body={() => ({})}
      onClose={onClose}
      onDone={(answer) => {
        say(saidOf(step, answer));
        onDone();
      }}
    >
      <p>
        <span class="mono">{stream}</span> in {projection}
      </p>
      <p>
        {step === 'try'
          ? 'Its events are applied to a copy of its rows. Nothing that is served changes.'
          : `Its ${eventsBehind} events are applied in order, and it goes on with the others.`}
      </p>
    </Asking>
  );
}

function saidOf(step: Step, { works, error }: ParkedTry): string {
  if (step === 'release') return 'Released: it goes on with the others.';
  return works ? 'It works on the copy: it can be released.' : `It still fails: ${error ?? 'no error said'}`;
}
