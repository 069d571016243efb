import { useState } from 'preact/hooks';
import type { Scheduled, Subscription } from '../api/answers.js';
import type { Problem } from '../api/problem.js';
import { type Answered, useAnswer } from '../api/use-answer.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { Pill, StatusPill } from '../elements/pill.js';
import { Tabs } from '../elements/tabs.js';
import { Explanation } from '../history/explanation.js';
import { Timeline } from '../history/timeline.js';
import { Link } from '../router/link.js';
import { narrow, usePlace } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { ActionDialog } from './actions/action-dialog.js';
import { actionsFor, type Given } from './actions/actions.js';
import { Charges } from './charges.js';
import { Licenses } from './licenses.js';
import { Overview } from './overview.js';
import { ScheduledWork } from './scheduled.js';

const TABS = [
  ['', 'Overview'],
  ['timeline', 'Timeline'],
  ['charges', 'Charges'],
  ['licenses', 'Licences'],
  ['due', 'Due'],
] as const;

const LOOK_EVERY_MS = 10_000;

/** Everything about one subscription. */
export function SubscriptionPage({ id, tab = '' }: { readonly id: string; readonly tab?: string }) {
  const part = encodeURIComponent(id);
  const isOperations = signedIn().role !== 'intake';
  const answered = useAnswer<Subscription>(`/subscriptions/${part}`, { everyMs: LOOK_EVERY_MS });
  const scheduled = useAnswer<Scheduled>(isOperations ? `/ops/subscriptions/${part}/scheduled` : null);
  const { value: subscription, problem } = answered;
  if (subscription === undefined) return <Unknown id={id} answered={answered} />;
  return (
    <Known key={subscription.subscriptionId} {...{ subscription, scheduled, tab, problem }} reload={answered.reload} />
  );
}

function Unknown({
  id,
  answered: { problem, reload },
}: {
  readonly id: string;
  readonly answered: Answered<Subscription>;
}) {
  return (
    <Page title="Subscription" lead={<span class="mono">{id}</span>}>
      {problem === undefined ? <Skeleton lines={14} /> : <Failed problem={problem} retry={reload} />}
    </Page>
  );
}

interface KnownProps {
  readonly subscription: Subscription;
  readonly scheduled: Answered<Scheduled>;
  readonly tab: string;
  readonly problem: Problem | undefined;
  reload(): void;
}

function Known({ subscription, scheduled, tab, problem, reload }: KnownProps) {
  const [acting, setActing] = useState<{ readonly name: string; readonly given: Given }>();
  const { query } = usePlace();
  const to = `/subscriptions/${subscription.subscriptionId}`;
  const of = { kind: 'subscriptions', id: subscription.subscriptionId } as const;
  const field = query.get('explain');
  const isOperations = signedIn().role !== 'intake';
  const actions = actionsFor(subscription, scheduled.value);
  const action = actions.find(({ name }) => name === acting?.name);
  const done = () => {
    reload();
    scheduled.reload();
  };
  return (
    <Page
      title={subscription.trackingId}
      beside={
        <State subscription={subscription} held={scheduled.value?.held !== null && scheduled.value !== undefined} />
      }
      lead={<Lead subscription={subscription} />}
      stale={problem}
      actions={actions
        .filter(({ inHead }) => inHead)
        .map(({ name, title, grave }) => (
          <button
            key={name}
            type="button"
            class={grave ? 'button button-grave' : 'button'}
            onClick={() => setActing({ name, given: {} })}
          >
            {title}
          </button>
        ))}
    >
      <Tabs
        label="Parts of the subscription"
        tabs={TABS.filter(([name]) => isOperations || name !== 'due').map(([name, text]) => ({
          to: name === '' ? to : `${to}/${name}`,
          name: text,
          here: tab === name,
        }))}
      />
      {tab === '' ? (
        <Overview
          subscription={subscription}
          scheduled={scheduled.value}
          {...(isOperations ? { explain: (one: string) => narrow({ explain: one }) } : {})}
        />
      ) : null}
      {tab === 'timeline' ? <Timeline of={of} revision={subscription.revision} /> : null}
      {tab === 'charges' ? <Charges subscriptionId={subscription.subscriptionId} /> : null}
      {tab === 'licenses' ? (
        <Licenses
          key={subscription.revision}
          subscription={subscription}
          act={(name, given) => setActing({ name, given })}
        />
      ) : null}
      {tab === 'due' ? <ScheduledWork answered={scheduled} /> : null}
      {field === null ? null : <Explanation of={of} field={field} onClose={() => narrow({ explain: null })} />}
      {action === undefined ? null : (
        <ActionDialog
          action={action}
          subscription={subscription}
          given={acting?.given ?? {}}
          onClose={() => setActing(undefined)}
          onDone={done}
        />
      )}
    </Page>
  );
}

function State({ subscription, held }: { readonly subscription: Subscription; readonly held: boolean }) {
  return (
    <>
      <StatusPill status={subscription.status} />
      {held ? <Pill tone="warn">On hold</Pill> : null}
      {subscription.endsOn === null ? null : <Pill tone="quiet">{`Ends ${subscription.endsOn}`}</Pill>}
    </>
  );
}

function Lead({
  subscription: { productName, period, seats, customerId, resellerId },
}: Pick<KnownProps, 'subscription'>) {
  return (
    <>
      {productName}, {period}, {seats} {seats === 1 ? 'seat' : 'seats'} for{' '}
      <Link to={`/customers/${encodeURIComponent(customerId)}`}>{customerId}</Link> by{' '}
      <Link to={`/resellers/${encodeURIComponent(resellerId)}`}>{resellerId}</Link>
    </>
  );
}
