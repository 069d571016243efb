import type { Reseller } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Pill, type Tone } from '../elements/pill.js';
import { sentence } from '../format/words.js';
import { PageWithHistory } from '../history/page-with-history.js';
import { SubscriptionsOf } from './subscriptions-of.js';

const CSN_TONES = {
  none: 'quiet',
  verified: 'good',
  pending: 'info',
  rejected: 'bad',
  revoked: 'bad',
} satisfies Record<Reseller['csnStatus'], Tone>;

export function ResellerPage({ id, tab = '' }: { readonly id: string; readonly tab?: string }) {
  const part = encodeURIComponent(id);
  const { value, problem, reload } = useAnswer<Reseller>(`/resellers/${part}`);
  if (value === undefined) {
    return (
      <Page title="Reseller">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={6} />}</Page>
    );
  }
  const { resellerId, name, country, supportEmail, csn, csnStatus, revision } = value;
  return (
    <PageWithHistory
      of={{ kind: 'resellers', id: resellerId }}
      revision={revision}
      to={`/resellers/${part}`}
      tab={tab}
      stale={problem}
      auditOf="reseller"
      title={name}
      beside={<Pill tone={CSN_TONES[csnStatus]}>{`CSN ${sentence(csnStatus).toLowerCase()}`}</Pill>}
      lead="Reseller"
      overview={(explain) => (
        <>
          <Section title="Reseller">
            <Facts
              {...explain}
              of={[
                { name: 'Reseller', value: <Identifier id={resellerId} what="the reseller ID" /> },
                { name: 'Name', field: '/name', value: name },
                { name: 'Country', field: '/country', value: country },
                { name: 'Support e-mail', field: '/supportEmail', value: supportEmail },
                { name: 'CSN', field: '/csnStatus', value: csn === null ? 'none' : `${csn}, ${csnStatus}` },
                { name: 'Revision', value: revision },
              ]}
            />
          </Section>
          <SubscriptionsOf filter={`resellerId=${part}`} />
        </>
      )}
    />
  );
}
