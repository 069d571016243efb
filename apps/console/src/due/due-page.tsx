import { useState } from 'preact/hooks';
import type { DueBucket, DueItem } from '../api/answers.js';
import { download } from '../api/call.js';
import { ProblemError } from '../api/problem.js';
import { saveFile } from '../api/save-file.js';
import { type Answered, useAnswer } from '../api/use-answer.js';
import { usePages } from '../api/use-pages.js';
import { type Choice, type Filter, Filters, filteredPath, type Range } from '../elements/filters.js';
import { Empty, Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { say } from '../elements/said.js';
import { More, Table } from '../elements/table.js';
import { addDays, dateIn } from '../format/time.js';
import { usePlace } from '../router/place.js';
import { policyTimeZone, signedIn } from '../session/session.js';
import { Calendar } from './calendar.js';
import { DUE_COLUMNS, dueKey } from './due-columns.js';
import { Plot } from './plot.js';

const PAGE_ROWS = 50;
const WINDOW_DAYS = { day: 34, week: 90, quarter: 730 } as const;

const CHOICES: readonly Choice[] = [
  {
    name: 'by',
    label: 'By',
    options: [
      ['', 'Day'],
      ['week', 'Week'],
      ['quarter', 'Quarter'],
    ],
  },
  {
    name: 'kind',
    label: 'What',
    options: [
      ['', 'Everything'],
      ['cutoff', 'Cutoffs'],
      ['renewal', 'Renewals'],
      ['instalment', 'Instalments'],
      ['end', 'Ends'],
      ['seats', 'Parts of added seats'],
      ['unfinished', 'Unfinished'],
    ],
  },
];

const RANGES: readonly Range[] = [{ from: 'from', to: 'to', label: 'Window' }];

const FILTERS: readonly Filter[] = [
  { name: 'resellerId', label: 'Reseller', kind: 'text' },
  { name: 'customerId', label: 'Customer', kind: 'text' },
];

/** What falls due in a window, as a plot, as a calendar, as a list. */
export function DuePage() {
  const { query } = usePlace();
  const by = BYS.find((one) => one === query.get('by')) ?? 'day';
  const from = query.get('from') ?? dateIn(signedIn().now, policyTimeZone());
  const to = query.get('to') ?? addDays(from, WINDOW_DAYS[by]);
  const asked = new URLSearchParams(query);
  asked.set('from', from);
  asked.set('to', to);
  const list = filteredPath('/ops/due', asked, ['from', 'to', 'kind', 'resellerId', 'customerId'], PAGE_ROWS);
  const pages = usePages<DueItem>(list);
  const summary = useAnswer<Summed>(`/ops/due/summary?from=${from}&to=${to}&by=${by}`);
  return (
    <Page
      title="Falls due"
      lead={`${from} to ${to}, both included, in ${policyTimeZone()}.`}
      actions={<Csv list={list} />}
    >
      <Filters choices={CHOICES} filters={FILTERS} ranges={RANGES} />
      <Summary from={from} to={to} by={by} kind={query.get('kind')} answered={summary} />
      {isSettled(summary) ? (
        <Section title="One by one">
          <Table
            caption="What falls due"
            columns={DUE_COLUMNS}
            items={pages.items}
            problem={pages.problem}
            retry={pages.reload}
            expected={12}
            keyOf={dueKey}
            linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}/due`}
            empty={<Empty title="Nothing falls due in this window">Take a longer one, or a filter away.</Empty>}
          />
          <More {...pages} count={pages.items?.length} />
        </Section>
      ) : null}
    </Page>
  );
}

const BYS = ['day', 'week', 'quarter'] as const;

interface Summed {
  readonly items: readonly DueBucket[];
}

/** What comes below is shown then, and does not move. */
const isSettled = ({ value, problem }: Answered<Summed>): boolean => value !== undefined || problem !== undefined;

interface SummaryProps {
  readonly from: string;
  readonly to: string;
  readonly by: (typeof BYS)[number];
  readonly kind: string | null;
  readonly answered: Answered<Summed>;
}

function Summary({ from, to, by, kind, answered: { value, problem, reload } }: SummaryProps) {
  if (problem !== undefined && value === undefined) return <Failed problem={problem} retry={reload} />;
  if (value === undefined) return <Skeleton lines={by === 'day' ? 22 : 9} />;
  return (
    <>
      <Plot buckets={value.items} kind={kind} by={by} />
      {by === 'day' ? <Calendar buckets={value.items} from={from} to={to} kind={kind} /> : null}
    </>
  );
}

/** As many rows as the api puts on a page of CSV. */
function Csv({ list }: { readonly list: string }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveFile(await download(list.replace(/([?&])limit=\d+/, '$1limit=200'), 'text/csv'), 'due.csv');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      say(`No CSV: ${error.message}`);
    }
    setBusy(false);
  };
  return (
    <button type="button" class="button" disabled={busy} onClick={() => void save()}>
      Save as CSV
    </button>
  );
}
