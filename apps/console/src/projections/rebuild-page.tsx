import { useState } from 'preact/hooks';
import type { Rebuild, RebuildStatus } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Asking, ReasonField } from '../elements/asking.js';
import { Facts } from '../elements/facts.js';
import { Moment } from '../elements/moment.js';
import { Empty, Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { say } from '../elements/said.js';
import { Table } from '../elements/table.js';
import { durationText } from '../format/time.js';
import { sentence, shortJson } from '../format/words.js';
import { RebuildPill } from './rebuild-pill.js';

const WHILE_READING_MS = 500;
const AFTERWARDS_MS = 5_000;

type Step = 'cut-over' | 'roll-back' | 'cancel';

const STEPS: Readonly<Record<Step, { readonly title: string; readonly says: string; readonly grave: boolean }>> = {
  'cut-over': {
    title: 'Cut over',
    says: 'Queries are answered from the rebuilt rows from one moment to the next. The old rows are kept, so that it can be rolled back.',
    grave: false,
  },
  'roll-back': {
    title: 'Roll back',
    says: 'Queries are answered from the rows of before again, which were kept up to date.',
    grave: true,
  },
  cancel: {
    title: 'Cancel',
    says: 'What was rebuilt so far is thrown away. The live rows are not touched.',
    grave: true,
  },
};

const STEPS_IN: Readonly<Record<RebuildStatus, readonly Step[]>> = {
  queued: ['cancel'],
  reading: ['cancel'],
  ready: ['cut-over', 'cancel'],
  'cut-over': ['roll-back'],
  'rolled-back': [],
  cancelled: [],
  failed: [],
};

/** One rebuild: its progress as it goes, its proof, what would change, and the step that changes it. */
export function RebuildPage({ id }: { readonly id: string }) {
  const path = `/ops/rebuilds/${encodeURIComponent(id)}`;
  const [step, setStep] = useState<Step>();
  const [everyMs, setEveryMs] = useState(WHILE_READING_MS);
  const { value, problem, reload } = useAnswer<Rebuild>(path, { everyMs });
  if (value === undefined) {
    return (
      <Page title="Rebuild">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={14} />}</Page>
    );
  }
  const wanted = value.status === 'queued' || value.status === 'reading' ? WHILE_READING_MS : AFTERWARDS_MS;
  if (wanted !== everyMs) setEveryMs(wanted);
  return (
    <Page
      title={`Rebuild of ${value.projections.length > 3 ? `${value.projections.length} projections` : value.projections.join(', ')}`}
      beside={<RebuildPill status={value.status} />}
      lead={<span class="mono">{value.rebuildId}</span>}
      actions={STEPS_IN[value.status].map((one) => (
        <button
          key={one}
          type="button"
          class={STEPS[one].grave ? 'button button-grave' : 'button button-main'}
          onClick={() => setStep(one)}
        >
          {STEPS[one].title}
        </button>
      ))}
    >
      <Progress of={value} />
      <Proof of={value.proof} />
      <Preview of={value.preview} />
      {step === undefined ? null : (
        <Asking
          title={STEPS[step].title}
          verb={`${STEPS[step].title} now`}
          grave={STEPS[step].grave}
          path={`${path}/${step}`}
          body={(form) => ({ reason: String(form.get('reason') ?? '') })}
          onClose={() => setStep(undefined)}
          onDone={() => {
            say(`${STEPS[step].title}: done.`);
            reload();
          }}
        >
          <p>{STEPS[step].says}</p>
          <ReasonField />
        </Asking>
      )}
    </Page>
  );
}

function Progress({ of }: { readonly of: Rebuild }) {
  const { eventsRead, eventsTotal, eventsPerSecond, etaSeconds, startedAt, position, error } = of;
  const share = eventsTotal ? Math.min(1, eventsRead / eventsTotal) : 0;
  return (
    <Section title="Progress">
      <div class="progress">
        <progress max={1} value={share} aria-label="Events read">
          {Math.round(share * 100)} %
        </progress>
        <span class="number">{Math.floor(share * 100)} %</span>
      </div>
      <Facts
        of={[
          {
            name: 'Events read',
            value: `${eventsRead.toLocaleString('en-US')} of ${eventsTotal?.toLocaleString('en-US') ?? '…'}`,
          },
          { name: 'Per second', value: Math.round(eventsPerSecond).toLocaleString('en-US') },
          { name: 'Left', value: etaSeconds === null ? '–' : durationText(etaSeconds) },
          { name: 'Started', value: <Moment at={startedAt} /> },
          { name: 'From position', value: <span class="mono">{position.from ?? 'the beginning'}</span> },
          { name: 'To position', value: <span class="mono">{position.to ?? '–'}</span> },
        ]}
      />
      {error === null || error === undefined ? null : <p class="band band-bad">{shortJson(error)}</p>}
    </Section>
  );
}

type Counted = NonNullable<Rebuild['proof']>['byType'][number];

const count = (name: 'read' | 'applied' | 'ignored' | 'parked') => ({
  name: sentence(name),
  numeric: true,
  show: (one: Counted) => one[name].toLocaleString('en-US'),
});

function Proof({ of }: { readonly of: Rebuild['proof'] }) {
  if (of === null) return null;
  const { events, complete, rowsHash, byType } = of;
  return (
    <Section title="Proof of completeness">
      <p class={complete ? 'band band-good' : 'band band-bad'}>
        <strong>{complete ? 'Complete' : 'Not complete'}</strong> {events.read.toLocaleString('en-US')} events read ={' '}
        {events.applied.toLocaleString('en-US')} applied + {events.ignored.toLocaleString('en-US')} ignored +{' '}
        {events.parked.toLocaleString('en-US')} parked
      </p>
      <Facts of={[{ name: 'Hash of the rows', wide: true, value: <span class="mono">{rowsHash}</span> }]} />
      <Table<Counted>
        caption="By type"
        columns={[
          { name: 'Type', show: ({ type }) => type },
          { name: 'Streams', room: 'wide', show: ({ category }) => category },
          count('read'),
          count('applied'),
          count('ignored'),
          count('parked'),
        ]}
        items={byType}
        keyOf={({ type, category }) => `${category} ${type}`}
        empty={<Empty title="No event was read" />}
      />
    </Section>
  );
}

function Preview({ of }: { readonly of: Rebuild['preview'] }) {
  if (of === null) return null;
  const { rows, added, removed, changed, examples } = of;
  return (
    <Section title="What would change">
      <Facts
        of={[
          { name: 'Rows rebuilt', value: rows.toLocaleString('en-US') },
          { name: 'Added', value: added.toLocaleString('en-US') },
          { name: 'Removed', value: removed.toLocaleString('en-US') },
          { name: 'Changed', value: changed.toLocaleString('en-US') },
        ]}
      />
      <Table<(typeof examples)[number]>
        caption="Examples"
        columns={[
          { name: 'Table', show: ({ table }) => table },
          { name: 'Row', room: 'wide', show: ({ key }) => <span class="mono">{shortJson(key)}</span> },
          { name: 'Field', show: ({ field }) => field },
          { name: 'Served', show: ({ served }) => <del>{shortJson(served)}</del> },
          { name: 'Rebuilt', show: ({ rebuilt }) => <ins>{shortJson(rebuilt)}</ins> },
        ]}
        items={examples}
        keyOf={(one) => `${one.table} ${shortJson(one.key)} ${one.field}`}
        empty={<Empty title="No row would change">The rebuilt rows are those that are served.</Empty>}
      />
    </Section>
  );
}
