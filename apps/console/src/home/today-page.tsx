import type { DueItem, ParkedStream, Projection, StuckOrder, Subscription, Verification } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import type { Page as PageOf } from '../api/use-pages.js';
import { DUE_COLUMNS, dueKey } from '../due/due-columns.js';
import { Empty } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Table } from '../elements/table.js';
import { addDays, dateIn } from '../format/time.js';
import { Link } from '../router/link.js';
import { policyTimeZone, signedIn } from '../session/session.js';

const LOOK_EVERY_MS = 15_000;
const NEXT_ROWS = 12;
const NEXT_DAYS = 35;

/** What needs somebody, at one look; and what comes next. */
export function TodayPage() {
  const today = dateIn(signedIn().now, policyTimeZone());
  const next = useAnswer<PageOf<DueItem>>(`/ops/due?from=${today}&to=${addDays(today, NEXT_DAYS)}&limit=${NEXT_ROWS}`);
  return (
    <Page title="Today" lead={`${today} in ${policyTimeZone()}`}>
      <ul class="counts">
        <Count<DueItem> path="/ops/overdue?limit=100" to="/overdue" name="Overdue" bad />
        <Count<StuckOrder>
          path="/ops/provisioning?status=not-provisioned&limit=100"
          to="/stuck?status=not-provisioned"
          name="Not provisioned"
          bad
        />
        <Count<Subscription>
          path="/subscriptions?status=in-review&limit=100"
          to="/subscriptions?status=in-review"
          name="In review"
        />
        <Count<ParkedStream> path="/ops/parked" to="/parked" name="Parked streams" bad />
        <Behind />
        <LastVerification />
      </ul>
      <Section title="Falls due next" aside={<Link to="/due">Calendar</Link>}>
        <Table
          caption="What falls due next"
          columns={DUE_COLUMNS}
          items={next.value?.items}
          problem={next.problem}
          retry={next.reload}
          expected={NEXT_ROWS}
          keyOf={dueKey}
          linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}/due`}
          empty={<Empty title={`Nothing falls due in the next ${NEXT_DAYS} days`} />}
        />
      </Section>
    </Page>
  );
}

interface CountProps {
  readonly path: string;
  readonly to: string;
  readonly name: string;
  /** Any at all needs somebody. */
  readonly bad?: boolean;
}

function Count<Item>({ path, to, name, bad = false }: CountProps) {
  const { value, problem } = useAnswer<PageOf<Item>>(path, { everyMs: LOOK_EVERY_MS });
  const count = value?.items.length ?? 0;
  const text =
    value === undefined ? (problem === undefined ? '…' : 'not known') : `${count}${value.nextCursor ? '+' : ''}`;
  return <Tile to={to} name={name} text={text} tone={bad && count > 0 ? 'bad' : ''} />;
}

function Behind() {
  const { value, problem } = useAnswer<{ readonly items: readonly Projection[] }>('/ops/projections', {
    everyMs: LOOK_EVERY_MS,
  });
  const behind = Math.max(0, ...(value?.items.map(({ lag }) => lag.events ?? 0) ?? []));
  const text = value === undefined ? (problem ? 'not known' : '…') : behind.toLocaleString('en-US');
  return <Tile to="/projections" name="Events behind" text={text} tone="" />;
}

function LastVerification() {
  const { value, problem } = useAnswer<PageOf<Verification>>('/ops/verifications', { everyMs: LOOK_EVERY_MS });
  const status = value?.items[0]?.status;
  const text = value === undefined ? (problem ? 'not known' : '…') : (status ?? 'never');
  return (
    <Tile
      to="/verifications"
      name="Last verification"
      text={text}
      tone={status === 'drift' || status === 'failed' ? 'bad' : ''}
    />
  );
}

function Tile({
  to,
  name,
  text,
  tone,
}: {
  readonly to: string;
  readonly name: string;
  readonly text: string;
  readonly tone: string;
}) {
  return (
    <li>
      <Link to={to} data-row>
        <span class="count-name">{name}</span>
        <span class={`count-number ${tone}`}>{text}</span>
      </Link>
    </li>
  );
}
