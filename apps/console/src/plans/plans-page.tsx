import type { ServicePlan } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Amount } from '../elements/amount.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { sentence } from '../format/words.js';
import { SalePill } from './sale-pill.js';

const COLUMNS: readonly Column<ServicePlan>[] = [
  { name: 'Product ID', show: ({ productId }) => <span class="mono">{productId}</span> },
  { name: 'Product', room: 'clip', show: ({ productName }) => productName },
  { name: 'Period', show: ({ period }) => sentence(period) },
  { name: 'Support', show: ({ supportLevel }) => sentence(supportLevel) },
  { name: 'Catalogue', show: ({ catalogue }) => sentence(catalogue) },
  { name: 'Price', numeric: true, show: ({ price }) => <Amount of={price} /> },
  { name: 'State', show: ({ onSale }) => <SalePill onSale={onSale} /> },
];

/** Every plan that was ever listed. */
export function PlansPage() {
  const pages = usePages<ServicePlan>('/service-plans?limit=50');
  return (
    <Page title="Service plans" lead="Every one that was ever listed, by product ID; the price is per seat and term.">
      <Table
        caption="Service plans"
        columns={COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        expected={12}
        keyOf={({ productId }) => productId}
        linkOf={({ productId }) => `/service-plans/${productId}`}
        empty={<Empty title="No plan was listed yet">A price list lists them: npm run ops price-list.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Page>
  );
}
