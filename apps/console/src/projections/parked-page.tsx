import { useState } from 'preact/hooks';
import type { ParkedStream, ParkedTry } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Asking, ReasonField, reasonIn } from '../elements/asking.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { say } from '../elements/said.js';
import { type Column, More, Table } from '../elements/table.js';
import { counted } from '../format/words.js';
import { ParkedTried } from './parked-tried.js';

const LOOK_EVERY_MS = 10_000;

type Step = 'try' | 'release';

const keyOf = ({ projection, stream }: ParkedStream): string => `${projection} ${stream}`;

const COLUMNS: readonly Column<ParkedStream>[] = [
  { name: 'Stream', show: ({ stream }) => <span class="mono">{stream}</span> },
  { name: 'Projection', show: ({ projection }) => projection },
  { name: 'Revision', numeric: true, show: ({ revision }) => revision },
  { name: 'Error', room: 'wide', show: ({ error }) => <span class="bad break">{error}</span> },
  { name: 'Events behind', numeric: true, show: ({ eventsBehind }) => eventsBehind },
  { name: 'Parked', show: ({ parkedAt }) => <Moment at={parkedAt} /> },
];

interface Acting {
  readonly parked: ParkedStream;
  readonly step: Step;
  /** What came of trying it. */
  readonly tried?: ParkedTry;
}

/** Streams that a projection could not apply: tried on a copy after a fix, then released in order. */
export function ParkedPage() {
  const pages = usePages<ParkedStream>('/ops/parked', { everyMs: LOOK_EVERY_MS });
  const [acting, setActing] = useState<Acting>();
  const close = () => setActing(undefined);
  return (
    <Page
      title="Parked"
      lead="An event that a projection can't apply parks its stream in that projection only; everything else flows."
    >
      <Table
        caption="Parked streams"
        columns={[...COLUMNS, actionsColumn((step, parked) => setActing({ step, parked }))]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        expected={3}
        keyOf={keyOf}
        empty={<Empty title="Nothing is parked">Every projection applies every event.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
      {acting === undefined ? null : acting.tried === undefined ? (
        <StepDialog
          {...acting}
          onClose={close}
          onTried={(tried) => setActing({ ...acting, tried })}
          onDone={pages.reload}
        />
      ) : (
        <ParkedTried
          parked={acting.parked}
          answer={acting.tried}
          onClose={close}
          release={() => setActing({ step: 'release', parked: acting.parked })}
        />
      )}
    </Page>
  );
}

const actionsColumn = (act: (step: Step, parked: ParkedStream) => void): Column<ParkedStream> => ({
  name: 'Actions',
  show: (parked) => (
    <span class="row-actions">
      {(['try', 'release'] as const).map((step) => (
        <button
          key={step}
          type="button"
          class="button button-small"
          aria-label={`${TITLES[step]}: ${keyOf(parked)}`}
          onClick={() => act(step, parked)}
        >
          {TITLES[step]}
        </button>
      ))}
    </span>
  ),
});

const TITLES: Readonly<Record<Step, string>> = { try: 'Try', release: 'Release' };

interface StepProps extends Acting {
  onClose(): void;
  onTried(answer: ParkedTry): void;
  onDone(): void;
}

function StepDialog({ step, parked: { projection, stream, eventsBehind }, onClose, onTried, onDone }: StepProps) {
  const part = `${encodeURIComponent(projection)}/${encodeURIComponent(stream)}`;
  const isTry = step === 'try';
  // The parked event itself is one of them.
  const events = counted(eventsBehind + 1, 'event');
  return (
    <Asking<'releaseParked'>
      title={isTry ? 'Try on a copy' : 'Release'}
      verb={isTry ? 'Try it' : 'Release it'}
      path={`/ops/parked/${part}/${step}`}
      body={(form) => ({ reason: isTry ? 'tried in the console' : reasonIn(form) })}
      onClose={onClose}
      onDone={(answer) => {
        if (isTry || !answer.released) return onTried(answer);
        say(`Released: ${counted(answer.events, 'event')} applied, and it goes on with the others.`);
        onDone();
      }}
    >
      <p>
        <span class="mono">{stream}</span> in {projection}
      </p>
      <p>
        {isTry
          ? `Its ${events} are applied to a copy of its rows. Nothing that is served changes.`
          : `Its ${events} are applied in order, or none of them; then it goes on with the others.`}
      </p>
      {isTry ? null : <ReasonField />}
    </Asking>
  );
}
