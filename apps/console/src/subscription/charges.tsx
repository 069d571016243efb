import type { Charge } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Amount } from '../elements/amount.js';
import { Day } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { sentence } from '../format/words.js';

export const chargeKey = ({ subscriptionId, kind, termNumber, instalmentNumber, dueOn, amount }: Charge): string =>
  `${subscriptionId} ${kind} ${termNumber} ${instalmentNumber ?? ''} ${dueOn} ${amount.amountMinor}`;

export const CHARGE_COLUMNS: readonly Column<Charge>[] = [
  { name: 'Due on', show: ({ dueOn }) => <Day date={dueOn} /> },
  { name: 'Kind', show: ({ kind }) => sentence(kind) },
  { name: 'Term', numeric: true, show: ({ termNumber }) => termNumber },
  { name: 'Instalment', numeric: true, show: ({ instalmentNumber }) => instalmentNumber ?? '–' },
  { name: 'Amount', numeric: true, show: ({ amount }) => <Amount of={amount} /> },
];

export function Charges({ subscriptionId }: { readonly subscriptionId: string }) {
  const pages = usePages<Charge>(`/subscriptions/${subscriptionId}/charges?limit=50`);
  return (
    <Section title="Charges that fell due">
      <Table
        caption="Charges that fell due"
        columns={CHARGE_COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={chargeKey}
        empty={<Empty title="Nothing fell due yet">The first charge falls due on the term's first day.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Section>
  );
}
