import type { Charge } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { type Filter, Filters, filteredPath, namesOf, type Range } from '../elements/filters.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { More, Table } from '../elements/table.js';
import { usePlace } from '../router/place.js';
import { CHARGE_COLUMNS, chargeKey } from './charges.js';

const PAGE_ROWS = 50;

const RANGES: readonly Range[] = [{ from: 'dueFrom', to: 'dueTo', label: 'Due' }];

const FILTERS: readonly Filter[] = [{ name: 'resellerId', label: 'Reseller', kind: 'text' }];

/** Of all subscriptions. */
export function ChargesPage() {
  const { query } = usePlace();
  const names = namesOf([], FILTERS, RANGES);
  const pages = usePages<Charge>(filteredPath('/charges', query, names, PAGE_ROWS));
  return (
    <Page title="Charges" lead="What has fallen due, oldest first.">
      <Filters choices={[]} filters={FILTERS} ranges={RANGES} />
      <Table
        caption="Charges"
        columns={[
          { name: 'Subscription', show: ({ subscriptionId }) => <span class="mono">{subscriptionId}</span> },
          ...CHARGE_COLUMNS,
        ]}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        expected={12}
        keyOf={chargeKey}
        linkOf={({ subscriptionId }) => `/subscriptions/${subscriptionId}/charges`}
        empty={<Empty title="Nothing fell due in this time" />}
      />
      <More {...pages} count={pages.items?.length} />
    </Page>
  );
}
