import type { Customer } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Pill } from '../elements/pill.js';
import { PageWithHistory } from '../history/page-with-history.js';
import { Link } from '../router/link.js';
import { SubscriptionsOf } from './subscriptions-of.js';

export function CustomerPage({ id, tab = '' }: { readonly id: string; readonly tab?: string }) {
  const part = encodeURIComponent(id);
  const { value, problem, reload } = useAnswer<Customer>(`/customers/${part}`);
  if (value === undefined) {
    return (
      <Page title="Customer">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={6} />}</Page>
    );
  }
  const { customerId, resellerId, name, country, postalCode, address, csn, erased, revision } = value;
  const personal = (text: string | null) => (erased ? <em>erased</em> : (text ?? '–'));
  return (
    <PageWithHistory
      of={{ kind: 'customers', id: customerId }}
      revision={revision}
      to={`/customers/${part}`}
      tab={tab}
      stale={problem}
      auditOf="customer"
      title={name ?? customerId}
      beside={erased ? <Pill tone="warn">Personal data erased</Pill> : null}
      lead="Customer"
      overview={(explain) => (
        <>
          <Section title="Customer">
            <Facts
              {...explain}
              of={[
                { name: 'Customer', value: <Identifier id={customerId} what="the customer ID" /> },
                {
                  name: 'Reseller',
                  value: <Link to={`/resellers/${encodeURIComponent(resellerId)}`}>{resellerId}</Link>,
                },
                { name: 'Name', field: '/name', value: personal(name) },
                { name: 'Address', field: '/address', value: personal(address) },
                { name: 'Postal code', field: '/postalCode', value: personal(postalCode) },
                { name: 'Country', field: '/country', value: country },
                { name: 'CSN', field: '/csn', value: csn ?? '–' },
                { name: 'Revision', value: revision },
              ]}
            />
          </Section>
          <SubscriptionsOf filter={`customerId=${part}`} />
        </>
      )}
    />
  );
}
