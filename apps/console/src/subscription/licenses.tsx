import type { License, Subscription } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { More, Table } from '../elements/table.js';

interface LicensesProps {
  readonly subscription: Subscription;
  act(action: string, given: Readonly<Record<string, string>>): void;
}

export function Licenses({ subscription: { subscriptionId, seats, assignedLicenses }, act }: LicensesProps) {
  const pages = usePages<License>(`/subscriptions/${subscriptionId}/licenses?limit=50`);
  return (
    <Section
      title="Who holds a seat"
      aside={
        <span class="quiet">
          {assignedLicenses} of {seats} assigned
        </span>
      }
    >
      <Table
        caption="Who holds a seat"
        columns={[
          { name: 'End user', room: 'wide', show: ({ endUserId }) => <span class="mono">{endUserId}</span> },
          { name: 'Since', show: ({ assignedAt }) => <Moment at={assignedAt} /> },
          {
            name: 'Action',
            show: ({ endUserId }) => (
              <button type="button" class="button button-small" onClick={() => act('unassign', { endUserId })}>
                Unassign
              </button>
            ),
          },
        ]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ endUserId }) => endUserId}
        empty={<Empty title="No seat is assigned">Auto-renewal can be disabled only in this state.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Section>
  );
}
