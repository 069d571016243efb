import type { Customer } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Pill } from '../elements/pill.js';
import { Link } from '../router/link.js';
import { SubscriptionsOf } from './reseller-page.js';

export function CustomerPage({ id }: { readonly id: string }) {
  const part = encodeURIComponent(id);
  const { value, problem, reload } = useAnswer<Customer>(`/customers/${part}`);
  if (value === undefined) {
    return (
      <Page title="Customer">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={6} />}</Page>
    );
  }
  const { customerId, resellerId, name, country, postalCode, erased, revision } = value;
  return (
    <Page
      title={name ?? customerId}
      beside={erased ? <Pill tone="warn">Personal data erased</Pill> : null}
      lead="Customer"
    >
      <Section title="Customer">
        <Facts
          of={[
            { name: 'Customer', value: <Identifier id={customerId} what="the customer ID" /> },
            { name: 'Reseller', value: <Link to={`/resellers/${encodeURIComponent(resellerId)}`}>{resellerId}</Link> },
            { name: 'Postal code', value: postalCode ?? '–' },
            { name: 'Country', value: country },
            { name: 'Revision', value: revision },
          ]}
        />
      </Section>
      <SubscriptionsOf filter={`customerId=${part}`} />
    </Page>
  );
}
