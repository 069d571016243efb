import type { Scheduled, Subscription } from '../api/answers.js';
import { Amount } from '../elements/amount.js';
import { type Fact, Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Day, Moment } from '../elements/moment.js';
import { Section } from '../elements/page.js';
import { Link } from '../router/link.js';

interface OverviewProps {
  readonly subscription: Subscription;
  readonly scheduled: Scheduled | undefined;
  /** Not given where the key may not ask. */
  readonly explain?: (field: string) => void;
}

/** What the subscription is now. The name of each field tells why it is so. */
export function Overview({ subscription, scheduled, explain }: OverviewProps) {
  const asked = explain === undefined ? {} : { explain };
  return (
    <div class="overview">
      <Warnings subscription={subscription} scheduled={scheduled} />
      <Section title="Term and renewal" aside={<Hint shown={explain !== undefined} />}>
        <Facts {...asked} of={termFacts(subscription)} />
      </Section>
      <Section title="Seats and money">
        <Commitment subscription={subscription} />
        <Facts {...asked} of={moneyFacts(subscription)} />
      </Section>
      <Section
        title="Order"
        aside={
          explain === undefined ? null : (
            <Link to={`/audit?of=subscription&id=${subscription.subscriptionId}`}>Audit export</Link>
          )
        }
      >
        <Facts {...asked} of={orderFacts(subscription)} />
      </Section>
    </div>
  );
}

const Hint = ({ shown }: { readonly shown: boolean }) =>
  shown ? <span class="quiet">A field's name says why it is so.</span> : null;

function Warnings({ subscription: { vendorError }, scheduled }: Pick<OverviewProps, 'subscription' | 'scheduled'>) {
  const held = scheduled?.held ?? null;
  return (
    <>
      {vendorError === null ? null : (
        <p class="band band-bad">
          <strong>Vendor error {vendorError.code}</strong> {vendorError.message}
        </p>
      )}
      {held === null ? null : (
        <p class="band band-warn">
          <strong>On hold</strong> “{held.reason}”, by {held.actor} since <Moment at={held.since} />
        </p>
      )}
    </>
  );
}

function termFacts({ term, cutoff, autoRenew, endsOn, updatesEntitled }: Subscription): readonly Fact[] {
  return [
    { name: 'Term', field: '/term/number', value: term === null ? 'not begun' : term.number },
    { name: 'First day', field: '/term/startDate', value: <Day date={term?.startDate ?? null} /> },
    { name: 'Term end date', field: '/term/endDate', value: <Day date={term?.endDate ?? null} /> },
    { name: 'Cutoff', field: '/cutoff/date', value: <Day date={cutoff?.date ?? null} /> },
    {
      name: 'Cutoff passes at',
      field: '/cutoff/instant',
      value: cutoff === null ? '–' : <Moment at={cutoff.instant} />,
    },
    { name: 'Auto-renew', field: '/autoRenew', value: autoRenew ? 'on' : 'disabled' },
    { name: 'Ends on', field: '/endsOn', value: <Day date={endsOn} /> },
    {
      name: 'Computed with',
      field: '/cutoff/calendar',
      value: cutoff === null ? '–' : `${cutoff.calendar ?? 'weekends only'}, ${cutoff.timeZone}`,
    },
    {
      name: 'Holidays that counted',
      field: '/cutoff/holidays',
      wide: true,
      value: cutoff?.holidays.map(({ date, name }) => `${name} (${date})`).join(', ') || 'none',
    },
    { name: 'Updates entitled', field: '/updatesEntitled', value: updatesEntitled ? 'yes' : 'no' },
  ];
}

function moneyFacts(subscription: Subscription): readonly Fact[] {
  const { seats, seatsAtRenewal, assignedLicenses, price, commitment, planAtRenewal, productId } = subscription;
  const minor = (amountMinor: number) => <Amount of={{ amountMinor, currency: price.currency }} />;
  return [
    { name: 'Seats', field: '/seats', value: seats },
    { name: 'Licences assigned', field: '/assignedLicenses', value: assignedLicenses },
    { name: 'Seats at renewal', field: '/seatsAtRenewal', value: seatsAtRenewal },
    {
      name: 'Plan at renewal',
      field: '/planAtRenewal',
      value: planAtRenewal === productId ? 'the same' : <span class="mono">{planAtRenewal}</span>,
    },
    { name: 'Price per seat and term', field: '/price', value: <Amount of={price} /> },
    { name: 'Commitment', field: '/commitment/totalMinor', value: minor(commitment.totalMinor) },
    { name: 'Charged', field: '/commitment/chargedMinor', value: minor(commitment.chargedMinor) },
    { name: 'Still owed', field: '/commitment/remainingMinor', value: minor(commitment.remainingMinor) },
  ];
}

/** How much of the present term's commitment was charged. */
function Commitment({ subscription: { commitment } }: { readonly subscription: Subscription }) {
  const { totalMinor, chargedMinor } = commitment;
  const share = totalMinor === 0 ? 0 : chargedMinor / totalMinor;
  const percent = `${Math.round(share * 100)} %`;
  return (
    <div class="meter" role="img" aria-label={`${percent} of the commitment is charged`}>
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}

function orderFacts(subscription: Subscription): readonly Fact[] {
  const { replaces, replacedBy, erased } = subscription;
  const other = (id: string | null) =>
    id === null ? null : (
      <Link class="mono" to={`/subscriptions/${id}`}>
        {id}
      </Link>
    );
  const facts: readonly (Fact | null)[] = [
    {
      name: 'Subscription',
      wide: true,
      value: <Identifier id={subscription.subscriptionId} what="the subscription ID" />,
    },
    {
      name: 'Tracking ID',
      field: '/trackingId',
      value: <Identifier id={subscription.trackingId} what="the tracking ID" />,
    },
    { name: 'Attempt', field: '/attempt', value: subscription.attempt },
    { name: 'PO number', field: '/poNumber', value: subscription.poNumber },
    {
      name: 'Product ID',
      field: '/productId',
      value: (
        <Link class="mono" to={`/service-plans/${subscription.productId}`}>
          {subscription.productId}
        </Link>
      ),
    },
    { name: 'Period', field: '/period', value: subscription.period },
    { name: 'Support level', field: '/supportLevel', value: subscription.supportLevel },
    { name: 'Reseller', value: <Link to={`/resellers/${subscription.resellerId}`}>{subscription.resellerId}</Link> },
    { name: 'Customer', value: <Link to={`/customers/${subscription.customerId}`}>{subscription.customerId}</Link> },
    { name: 'Support contact', value: erased ? <em>erased</em> : subscription.supportContact },
    replaces === null ? null : { name: 'Replaces', wide: true, value: other(replaces) },
    replacedBy === null ? null : { name: 'Replaced by', wide: true, value: other(replacedBy) },
    { name: 'Revision', value: subscription.revision },
  ];
  return facts.filter((fact) => fact !== null);
}
