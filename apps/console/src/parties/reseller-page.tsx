import type { Reseller, Subscription } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { usePages } from '../api/use-pages.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Empty, Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Pill, type Tone } from '../elements/pill.js';
import { More, Table } from '../elements/table.js';
import { sentence } from '../format/words.js';
import { SUBSCRIPTION_COLUMNS } from '../subscription/subscriptions-page.js';

const CSN_TONES: Readonly<Record<string, Tone>> = {
  verified: 'good',
  pending: 'info',
  rejected: 'bad',
  revoked: 'bad',
};

export function ResellerPage({ id }: { readonly id: string }) {
  const part = encodeURIComponent(id);
  const { value, problem, reload } = useAnswer<Reseller>(`/resellers/${part}`);
  if (value === undefined) {
    return (
      <Page title="Reseller">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={6} />}</Page>
    );
  }
  return (
    <Page
      title={value.name}
      beside={
        <Pill tone={CSN_TONES[value.csnStatus] ?? 'quiet'}>{`CSN ${sentence(value.csnStatus).toLowerCase()}`}</Pill>
      }
      lead="Reseller"
    >
      <Section title="Reseller">
        <Facts
          of={[
            { name: 'Reseller', value: <Identifier id={value.resellerId} what="the reseller ID" /> },
            { name: 'Country', value: value.country },
            { name: 'Support e-mail', value: value.supportEmail },
            { name: 'Revision', value: value.revision },
          ]}
        />
      </Section>
      <SubscriptionsOf filter={`resellerId=${part}`} />
    </Page>
  );
}

/** Those of one reseller or customer. @param filter of the api's query. */
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
