import type { WebhookDelivery } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { type Choice, Filters, filteredPath } from '../elements/filters.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { shortId } from '../format/words.js';
import { Link } from '../router/link.js';
import { usePlace } from '../router/place.js';
import { addressOfSubject } from './address-of-subject.js';
import { DeliveryPill } from './webhook-pill.js';

const PAGE_ROWS = 50;
const LOOK_EVERY_MS = 5_000;

const STATUS: Choice = {
  name: 'status',
  label: 'Status',
  options: [
    ['', 'Any'],
    ['delivered', 'Delivered'],
    ['retrying', 'Retrying'],
    ['parked', 'Parked'],
  ],
};

const COLUMNS: readonly Column<WebhookDelivery>[] = [
  {
    name: 'Event',
    room: 'wide',
    show: ({ eventType, id }) => (
      <span class="break" title={id}>
        {eventType}
      </span>
    ),
  },
  { name: 'Of', show: ({ subject }) => <Subject of={subject} /> },
  { name: 'Status', show: (one) => <DeliveryPill {...one} /> },
  { name: 'Attempts', numeric: true, show: ({ attempts }) => attempts },
  {
    name: 'Answer',
    show: ({ httpStatus, error }) => (
      <>
        {httpStatus ?? (error === null ? '–' : null)} {error === null ? null : <span class="bad break">{error}</span>}
      </>
    ),
  },
  { name: 'Attempted', show: ({ attemptedAt }) => <Moment at={attemptedAt} /> },
];

interface DeliveriesProps {
  /** Of the webhook. */
  readonly path: string;
  /** Not given where this key may not. @param after a position. */
  readonly replay: ((after: string) => void) | undefined;
}

/** What came of the last attempt at each event. */
export function Deliveries({ path, replay }: DeliveriesProps) {
  const { query } = usePlace();
  const pages = usePages<WebhookDelivery>(filteredPath(`${path}/deliveries`, query, ['status'], PAGE_ROWS), {
    everyMs: LOOK_EVERY_MS,
  });
  return (
    <Section title="Deliveries" aside={<span class="quiet">the newest event first</span>}>
      <Filters choices={[STATUS]} filters={[]} />
      <Table
        caption="Deliveries"
        columns={replay === undefined ? COLUMNS : [...COLUMNS, replayColumn(replay)]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ id }) => id}
        empty={<Empty title="Nothing was sent">It is told of what happens from its registration on.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Section>
  );
}

const replayColumn = (replay: (after: string) => void): Column<WebhookDelivery> => ({
  name: 'Action',
  show: ({ position, eventType }) => (
    <button
      type="button"
      class="button button-small"
      aria-label={`Replay after ${eventType}, ${position}`}
      onClick={() => replay(position)}
    >
      Replay…
    </button>
  ),
});

/** The whole id is in the title, and on the page. */
function Subject({ of }: { readonly of: string }) {
  const to = addressOfSubject(of);
  const [kind = '', ...id] = of.split('/');
  const text = `${kind}/${shortId(id.join('/'))}`;
  return to === undefined ? (
    <span class="mono" title={of}>
      {text}
    </span>
  ) : (
    <Link class="mono" to={to} title={of}>
      {text}
    </Link>
  );
}
