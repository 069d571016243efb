import type { ServicePlan } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Amount } from '../elements/amount.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { sentence } from '../format/words.js';
import { PageWithHistory } from '../history/page-with-history.js';
import { SubscriptionsOf } from '../parties/subscriptions-of.js';
import { SalePill } from './sale-pill.js';

/** One service plan: what it costs now, and what it has cost. */
export function PlanPage({ id, tab = '' }: { readonly id: string; readonly tab?: string }) {
  const part = encodeURIComponent(id);
  const { value, problem, reload } = useAnswer<ServicePlan>(`/service-plans/${part}`);
  if (value === undefined) {
    return (
      <Page title="Service plan">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={6} />}</Page>
    );
  }
  const { productId, productName, period, supportLevel, catalogue, price, onSale, revision } = value;
  return (
    <PageWithHistory
      of={{ kind: 'service-plans', id: productId }}
      revision={revision}
      to={`/service-plans/${part}`}
      tab={tab}
      stale={problem}
      title={productName}
      beside={<SalePill onSale={onSale} />}
      lead={`Service plan, ${period}, ${supportLevel} support`}
      overview={(explain) => (
        <>
          <Section title="Service plan">
            <Facts
              {...explain}
              of={[
                { name: 'Product ID', value: <Identifier id={productId} what="the product ID" /> },
                { name: 'Price per seat and term', field: '/price', value: <Amount of={price} /> },
                { name: 'Catalogue', field: '/catalogue', value: sentence(catalogue) },
                { name: 'On sale', field: '/onSale', value: onSale ? 'yes' : 'no: withdrawn' },
                { name: 'Period', field: '/period', value: period },
                { name: 'Support level', field: '/supportLevel', value: supportLevel },
                { name: 'Revision', value: revision },
              ]}
            />
          </Section>
          <SubscriptionsOf filter={`productId=${encodeURIComponent(productId)}`} />
        </>
      )}
    />
  );
}
