import type { DueItem } from '../api/answers.js';
import { Amount } from '../elements/amount.js';
import { Moment } from '../elements/moment.js';
import { Pill } from '../elements/pill.js';
import type { Column } from '../elements/table.js';
import { sentence } from '../format/words.js';

export const dueKey = ({ subscriptionId, kind, dueAt, amount }: DueItem): string =>
  `${subscriptionId} ${kind} ${dueAt} ${amount?.amountMinor ?? ''}`;

export const DUE_COLUMNS: readonly Column<DueItem>[] = [
  {
    name: 'Tracking ID',
    // One whose own history is not begun has none yet.
    show: ({ trackingId, subscriptionId }) => <span class="mono">{trackingId ?? subscriptionId}</span>,
  },
  {
    name: 'What',
    show: ({ kind, held }) => (
      <>
        {sentence(kind)} {held ? <Pill tone="warn">On hold</Pill> : null}
      </>
    ),
  },
  { name: 'Due at', show: ({ dueAt }) => <Moment at={dueAt} /> },
  { name: 'Amount', numeric: true, show: ({ amount }) => <Amount of={amount} /> },
  { name: 'Product', room: 'clip', show: ({ productName }) => productName },
  { name: 'Reseller', show: ({ resellerId }) => resellerId },
  { name: 'Customer', show: ({ customerId }) => customerId },
  { name: 'Renews', show: ({ autoRenew }) => (autoRenew ? 'yes' : 'no') },
];
