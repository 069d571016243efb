import type { Subscription } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { type Choice, type Filter, Filters, filteredPath, namesOf, type Range } from '../elements/filters.js';
import { Day } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { StatusPill } from '../elements/pill.js';
import { type Column, More, Table } from '../elements/table.js';
import { usePlace } from '../router/place.js';

const PAGE_ROWS = 50;

const RANGES: readonly Range[] = [
  { from: 'termEndFrom', to: 'termEndTo', label: 'Term ends' },
  { from: 'cutoffFrom', to: 'cutoffTo', label: 'Cutoff' },
];

const STATUS: Choice = {
  name: 'status',
  label: 'Status',
  options: [
    ['', 'Any'],
    ['pending', 'Pending'],
    ['in-review', 'In review'],
    ['not-provisioned', 'Not provisioned'],
    ['active', 'Active'],
    ['ended', 'Ended'],
    ['replaced', 'Replaced'],
    ['closed', 'Closed'],
  ],
};

const FILTERS: readonly Filter[] = [
  { name: 'resellerId', label: 'Reseller', kind: 'text' },
  { name: 'customerId', label: 'Customer', kind: 'text' },
  { name: 'productId', label: 'Product ID', kind: 'text' },
  { name: 'poNumber', label: 'PO number', kind: 'text' },
  { name: 'trackingId', label: 'Tracking ID', kind: 'text' },
];

/** What happens at the end of the term. */
function turn(endDate: string, endsOn: string | null): string {
  if (endsOn === null) return 'renews';
  return endsOn === endDate ? 'ends' : 'renews once';
}

export const SUBSCRIPTION_COLUMNS: readonly Column<Subscription>[] = [
  { name: 'Tracking ID', show: ({ trackingId }) => <span class="mono">{trackingId}</span> },
  { name: 'Status', show: ({ status }) => <StatusPill status={status} /> },
  {
    name: 'Product',
    room: 'clip',
    show: ({ productName, period, supportLevel }) => (
      <>
        {productName}{' '}
        <span class="quiet">
          {period}, {supportLevel}
        </span>
      </>
    ),
  },
  { name: 'Reseller', show: ({ resellerId }) => resellerId },
  { name: 'Customer', show: ({ customerId }) => customerId },
  { name: 'PO number', show: ({ poNumber }) => poNumber },
  { name: 'Seats', numeric: true, show: ({ seats }) => seats },
  { name: 'Cutoff', show: ({ cutoff }) => <Day date={cutoff?.date ?? null} /> },
  {
    name: 'Term end',
    show: ({ term, endsOn }) => (
      <>
        <Day date={term?.endDate ?? null} />{' '}
        {term === null ? null : <span class="quiet">{turn(term.endDate, endsOn)}</span>}
      </>
    ),
  },
];

export function SubscriptionsPage() {
  const { query } = usePlace();
  const names = namesOf([STATUS], FILTERS, RANGES);
  const pages = usePages<Subscription>(filteredPath('/subscriptions', query, names, PAGE_ROWS));
  return (
    <Page title="Subscriptions" lead="In the order in which they were ordered.">
      <Filters choices={[STATUS]} filters={FILTERS} ranges={RANGES} />
      <Table
        caption="Subscriptions"
        columns={SUBSCRIPTION_COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        expected={12}
        keyOf={({ subscriptionId }) => subscriptionId}
        linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}`}
        empty={<Empty title="No subscription is like that">Take a filter away, or search with “/”.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Page>
  );
}
