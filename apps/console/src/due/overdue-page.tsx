import type { OverdueItem } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { durationText } from '../format/time.js';
import { Link } from '../router/link.js';
import { DUE_COLUMNS, dueKey } from './due-columns.js';

const LOOK_EVERY_MS = 10_000;

const LATE: Column<OverdueItem> = {
  name: 'Late by',
  numeric: true,
  show: ({ lateSeconds }) => <span class="bad">{durationText(lateSeconds)}</span>,
};

/** Its projections do not go on: what it says may be old. */
const PARKED: Column<OverdueItem> = {
  name: 'Read model',
  show: ({ parked }) => (parked ? <Link to="/parked">parked</Link> : 'up to date'),
};

/** What was due, and no event says that it happened. */
export function OverduePage() {
  const pages = usePages<OverdueItem>('/ops/overdue?limit=50', { everyMs: LOOK_EVERY_MS });
  const [first, ...rest] = DUE_COLUMNS;
  return (
    <Page title="Overdue" lead="Due, and no event says that it happened.">
      <Table
        caption="Overdue"
        columns={first === undefined ? [LATE] : [first, LATE, ...rest, PARKED]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={dueKey}
        linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}/due`}
        empty={<Empty title="Nothing is overdue">All that fell due has its event.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Page>
  );
}
