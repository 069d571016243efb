import { Facts } from '../elements/facts.js';
import { Moment } from '../elements/moment.js';
import { Empty, Failed } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { type Column, Table } from '../elements/table.js';
import { addDays } from '../format/time.js';
import { counted, sentence, shortId, shortJson } from '../format/words.js';
import { addressOfStream } from '../history/address-of-stream.js';
import { Link } from '../router/link.js';
import type { Asked } from './question.js';
import { DIFFERENCES_SHOWN_MAX, type Found, type OtherDecision } from './use-what-if.js';

/** Fields of one decision that are named; its page has all. */
const FIELDS_MAX = 4;

interface FoundDifferencesProps {
  readonly found: Found;
  readonly asked: Asked;
  stop(): void;
}

/** How far it is, what it counted, and the decisions that would have been others. */
export function FoundDifferences({ found, asked, stop }: FoundDifferencesProps) {
  const { state, problem, until } = found;
  return (
    <>
      <Section title="Judged">
        <Progress found={found} asked={asked} stop={stop} />
        {problem === undefined ? null : <Failed problem={problem} />}
      </Section>
      {until === null && state !== 'done' ? null : <Counts of={found} />}
    </>
  );
}

/** Shown with the first part: what is below it does not move then. */
function Counts({ of: { state, commands, same, differ, notJudged, differences } }: { readonly of: Found }) {
  const others = Object.entries(notJudged).map(([command, count]) => `${sentence(command)} ${count}`);
  return (
    <>
      <Facts
        of={[
          { name: 'Commands', value: commands.toLocaleString('en-US') },
          { name: 'Decided the same', value: same.toLocaleString('en-US') },
          { name: 'Decided otherwise', value: differ.toLocaleString('en-US') },
          { name: 'Not judged again', value: others.join(', ') || 'none' },
        ]}
      />
      <Section
        title="Decided otherwise"
        aside={
          differ > differences.length ? <span class="quiet">the first {DIFFERENCES_SHOWN_MAX} of them</span> : null
        }
      >
        <Table<OtherDecision>
          caption="Decided otherwise"
          columns={COLUMNS}
          items={differences}
          keyOf={({ stream, commandId, recordedAt, command }) => `${stream} ${commandId} ${recordedAt} ${command}`}
          empty={
            <Empty title={state === 'judging' ? 'None so far' : 'No decision would have been another'}>
              {state === 'done' ? `All ${counted(commands, 'command')} of that time.` : null}
            </Empty>
          }
        />
      </Section>
    </>
  );
}

function Progress({ found: { state, until }, asked: { from, to }, stop }: FoundDifferencesProps) {
  const [begin, end] = [Date.parse(from), Date.parse(addDays(to, 1))];
  const at = until === null ? begin : Date.parse(until);
  const share = state === 'done' ? 1 : Math.min(1, Math.max(0, (at - begin) / Math.max(1, end - begin)));
  const percent = `${Math.floor(share * 100)} %`;
  return (
    <div class="progress">
      <progress max={1} value={share} aria-label="Of the time">
        {percent}
      </progress>
      <span class="number" role="status">
        {state === 'judging' ? percent : STATES[state]}
      </span>
      <button type="button" class="button button-small" disabled={state !== 'judging'} onClick={stop}>
        Stop
      </button>
    </div>
  );
}

const STATES = { done: 'done', stopped: 'stopped', failed: 'failed' } as const;

const COLUMNS: readonly Column<OtherDecision>[] = [
  { name: 'Of', show: ({ stream }) => <OfStream stream={stream} /> },
  { name: 'Recorded', show: ({ recordedAt }) => <Moment at={recordedAt} /> },
  { name: 'Command', show: ({ command, actor }) => <span title={`by ${actor}`}>{sentence(command)}</span> },
  { name: 'Differs in', show: ({ differs }) => differs.join(', ') },
  { name: 'Was, and instead', room: 'wide', show: (one) => <WasAndInstead of={one} /> },
];

function OfStream({ stream }: { readonly stream: string }) {
  const to = addressOfStream(stream);
  const text = (
    <span class="mono" title={stream}>
      {shortStream(stream)}
    </span>
  );
  return to === undefined ? (
    text
  ) : (
    <Link to={`${to}/timeline`} class="row-link" data-row>
      {text}
    </Link>
  );
}

/** `subscription-01017db1…`: what it is, and enough to tell it from others. */
const shortStream = (stream: string): string => {
  const category = stream.split('-', 1)[0] ?? '';
  return `${category}-${shortId(stream.slice(category.length + 1))}`;
};

/** What came of it: the outcomes where those differ, else the fields that do. */
function WasAndInstead({ of: { actual, instead, differs, changes } }: { readonly of: OtherDecision }) {
  if (actual.outcome !== instead.outcome || differs.includes('events') || differs.includes('refusal')) {
    return <Pair was={outcomeOf(actual)} instead={outcomeOf(instead)} />;
  }
  return (
    <>
      {changes.slice(0, FIELDS_MAX).map((change) => (
        <span key={change.field} class="event-behind">
          <span class="quiet">{lastPart(change.field)}</span>{' '}
          <Pair was={shortJson(change.actual)} instead={shortJson(change.instead)} />
        </span>
      ))}
    </>
  );
}

const Pair = ({ was, instead }: { readonly was: string; readonly instead: string }) => (
  <>
    <del>{was}</del> <span aria-hidden="true">→</span> <ins>{instead}</ins>
  </>
);

function outcomeOf({ refusal, events }: OtherDecision['actual']): string {
  if (refusal !== null) return `refused: ${sentence(String(refusal.code)).toLowerCase()}`;
  return events.map(({ type }) => sentence(type)).join(', ') || 'nothing';
}

/** `/events/0/cutoff/date`: `cutoff/date`. */
const lastPart = (field: string): string => field.split('/').slice(3).join('/') || field;
