import type { Subscription } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { More, Table } from '../elements/table.js';
import { SUBSCRIPTION_COLUMNS } from '../subscription/subscriptions-page.js';

/** Those of one reseller, customer or plan. @param filter of the api's query. */
export function SubscriptionsOf({ filter }: { readonly filter: string }) {
  const pages = usePages<Subscription>(`/subscriptions?${filter}&limit=25`);
  return (
    <Section title="Subscriptions">
      <Table
        caption="Subscriptions"
        columns={SUBSCRIPTION_COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        keyOf={({ subscriptionId }) => subscriptionId}
        linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}`}
        empty={<Empty title="No subscription yet" />}
      />
      <More {...pages} count={pages.items?.length} />
    </Section>
  );
}
