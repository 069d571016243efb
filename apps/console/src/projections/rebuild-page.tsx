import { useState } from 'preact/hooks';
import type { Rebuild } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Asking, ReasonField, reasonIn } from '../elements/asking.js';
import { Facts } from '../elements/facts.js';
import { Moment } from '../elements/moment.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { say } from '../elements/said.js';
import { durationText } from '../format/time.js';
import { sentence } from '../format/words.js';
import { RebuildPill } from './rebuild-pill.js';
import { PreviewOf } from './rebuild-preview.js';
import { Proof } from './rebuild-proof.js';

const WHILE_UNDER_WAY_MS = 500;
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

/** What can be asked now; while something asked is under way, nothing. */
function stepsOf({ status, wanted, rollBackPossible }: Rebuild): readonly Step[] {
  if (wanted !== null) return [];
  if (status === 'queued' || status === 'reading') return ['cancel'];
  if (status === 'ready') return ['cut-over', 'cancel'];
  return status === 'cut-over' && rollBackPossible ? ['roll-back'] : [];
}

const isUnderWay = ({ status, wanted }: Rebuild): boolean =>
  status === 'queued' || status === 'reading' || wanted !== null;

/** One rebuild: its progress as it goes, its proof, what would change, and the step that changes it. */
export function RebuildPage({ id }: { readonly id: string }) {
  const path = `/ops/rebuilds/${encodeURIComponent(id)}`;
  const [step, setStep] = useState<Step>();
  const [everyMs, setEveryMs] = useState(WHILE_UNDER_WAY_MS);
  const { value, problem, reload } = useAnswer<Rebuild>(path, { everyMs });
  if (value === undefined) {
    return (
      <Page title="Rebuild">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={14} />}</Page>
    );
  }
  const again = isUnderWay(value) ? WHILE_UNDER_WAY_MS : AFTERWARDS_MS;
  if (again !== everyMs) setEveryMs(again);
  return (
    <Page
      title={`Rebuild of ${value.projections.length > 3 ? `${value.projections.length} projections` : value.projections.join(', ')}`}
      beside={<RebuildPill status={value.status} />}
      lead={<span class="mono">{value.rebuildId}</span>}
      stale={problem}
      actions={stepsOf(value).map((one) => (
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
      <PreviewOf of={value.preview} />
      <AskedOf of={value} />
      {step === undefined ? null : (
        <Asking<'cutOver'>
          title={STEPS[step].title}
          verb={`${STEPS[step].title} now`}
          grave={STEPS[step].grave}
          path={`${path}/${step}`}
          body={(form) => ({ reason: reasonIn(form) })}
          onClose={() => setStep(undefined)}
          onDone={() => {
            say(`${STEPS[step].title}: asked. It is done between two batches.`);
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
  const { eventsRead, eventsTotal, eventsPerSecond, etaSeconds, startedAt, readyAt, position, wanted, error } = of;
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
          { name: 'Ready', value: readyAt === null ? 'not yet' : <Moment at={readyAt} /> },
          { name: 'From position', value: <span class="mono">{position.from ?? 'the beginning'}</span> },
          { name: 'To position', value: <span class="mono">{position.to ?? '–'}</span> },
        ]}
      />
      {wanted === null ? null : (
        <p class="band band-warn">
          <strong>{STEPS[wanted].title}</strong> is asked, and done between two batches.
        </p>
      )}
      {error === null ? null : <p class="band band-bad">{error}</p>}
    </Section>
  );
}

/** Who asked for what, and why. */
function AskedOf({ of: { asked } }: { readonly of: Rebuild }) {
  return (
    <Section title="Asked for">
      <ul class="asked">
        {asked.map(({ what, by, at, reason }) => (
          <li key={`${what} ${at}`}>
            <strong>{sentence(what)}</strong> by {by} <Moment at={at} />
            {reason === null ? null : <span class="quiet">“{reason}”</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
