import { useState } from 'preact/hooks';
import type { StuckOrder } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { type Choice, type Filter, Filters, filteredPath } from '../elements/filters.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { StatusPill } from '../elements/pill.js';
import { type Column, More, Table } from '../elements/table.js';
import { durationText } from '../format/time.js';
import { usePlace } from '../router/place.js';
import { ActionDialog } from '../subscription/actions/action-dialog.js';
import { close, replace, resubmit } from '../subscription/actions/actions.js';

const PAGE_ROWS = 50;
const LOOK_EVERY_MS = 10_000;

const STATUS: Choice = {
  name: 'status',
  label: 'Status',
  options: [
    ['', 'Any'],
    ['not-provisioned', 'Not provisioned'],
    ['in-review', 'In review'],
    ['pending', 'Pending'],
  ],
};

const FILTERS: readonly Filter[] = [
  { name: 'vendorErrorCode', label: 'Vendor error', kind: 'text' },
  { name: 'olderThanSeconds', label: 'Older than, seconds', kind: 'number' },
];

type Act = (name: 'resubmit' | 'replace' | 'close', order: StuckOrder) => void;

const COLUMNS: readonly Column<StuckOrder>[] = [
  { name: 'Tracking ID', show: ({ trackingId }) => <span class="mono">{trackingId}</span> },
  {
    name: 'Status',
    show: ({ status, attempt }) => (
      <>
        <StatusPill status={status} /> {attempt === 1 ? null : <span class="quiet">attempt {attempt}</span>}
      </>
    ),
  },
  {
    name: 'Age',
    numeric: true,
    show: ({ ageSeconds, since }) => (
      <time dateTime={since} title={`since ${since}`}>
        {durationText(ageSeconds)}
      </time>
    ),
  },
  {
    name: 'Vendor error',
    room: 'wide',
    show: ({ vendorError }) =>
      vendorError === null ? (
        <span class="quiet">none said</span>
      ) : (
        <>
          <strong>{vendorError.code}</strong> {vendorError.message}
        </>
      ),
  },
  {
    name: 'Order',
    room: 'clip',
    show: ({ productName, poNumber }) => (
      <>
        {poNumber} <span class="quiet">{productName}</span>
      </>
    ),
  },
  { name: 'Customer', show: ({ customerId }) => customerId },
];

const actionsColumn = (act: Act): Column<StuckOrder> => ({
  name: 'Actions',
  show: (order) =>
    order.status === 'not-provisioned' ? (
      <span class="row-actions">
        {order.mayResubmit ? <RowButton text="Resubmit" act={() => act('resubmit', order)} order={order} /> : null}
        <RowButton text="Replace" act={() => act('replace', order)} order={order} />
        <RowButton text="Close" act={() => act('close', order)} order={order} />
      </span>
    ) : (
      <span class="quiet">waits for the vendor</span>
    ),
});

function RowButton({ text, order, act }: { readonly text: string; readonly order: StuckOrder; act(): void }) {
  return (
    <button type="button" class="button button-small" aria-label={`${text} ${order.trackingId}`} onClick={act}>
      {text}
    </button>
  );
}

const ACTIONS = { resubmit, replace, close };

/** Orders that hang at the vendor, the oldest first, and what can be done about them. */
export function StuckPage() {
  const { query } = usePlace();
  const [acting, setActing] = useState<{ readonly name: keyof typeof ACTIONS; readonly order: StuckOrder }>();
  const names = [STATUS, ...FILTERS].map(({ name }) => name);
  const pages = usePages<StuckOrder>(filteredPath('/ops/provisioning', query, names, PAGE_ROWS), {
    everyMs: LOOK_EVERY_MS,
  });
  return (
    <Page title="Stuck orders" lead="At the vendor and not active, the oldest first.">
      <Filters choices={[STATUS]} filters={FILTERS} />
      <Table
        caption="Stuck orders"
        columns={[...COLUMNS, actionsColumn((name, order) => setActing({ name, order }))]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ subscriptionId }) => subscriptionId}
        linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}`}
        empty={<Empty title="No order is stuck">The vendor has answered all that were sent.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
      {acting === undefined ? null : (
        <ActionDialog
          action={ACTIONS[acting.name](acting.order)}
          subscription={acting.order}
          given={{}}
          onClose={() => setActing(undefined)}
          onDone={pages.reload}
        />
      )}
    </Page>
  );
}
