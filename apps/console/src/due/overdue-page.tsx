import type { DueItem } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { durationText } from '../format/time.js';
import { DUE_COLUMNS, dueKey } from './due-columns.js';

const LOOK_EVERY_MS = 10_000;

const LATE: Column<DueItem> = {
  name: 'Late by',
  numeric: true,
  show: ({ lateSeconds = 0 }) => <span class="bad">{durationText(lateSeconds)}</span>,
};

/** What was due, and no event says that it happened. */
export function OverduePage() {
  const pages = usePages<DueItem>('/ops/overdue?limit=50', { everyMs: LOOK_EVERY_MS });
  const [first, ...rest] = DUE_COLUMNS;
  return (
    <Page title="Overdue" lead="Due, and no event says that it happened.">
      <Table
        caption="Overdue"
        columns={first === undefined ? [LATE] : [first, LATE, ...rest]}
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
