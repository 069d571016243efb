import type { ComponentType } from 'preact';
import type { SessionAnswer } from '../api/answers.js';
import { AuditPage } from '../audit/audit-page.js';
import { DuePage } from '../due/due-page.js';
import { OverduePage } from '../due/overdue-page.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { TodayPage } from '../home/today-page.js';
import { CustomerPage } from '../parties/customer-page.js';
import { ResellerPage } from '../parties/reseller-page.js';
import { PlanPage } from '../plans/plan-page.js';
import { PlansPage } from '../plans/plans-page.js';
import { ParkedPage } from '../projections/parked-page.js';
import { ProjectionsPage } from '../projections/projections-page.js';
import { RebuildPage } from '../projections/rebuild-page.js';
import { StuckPage } from '../provisioning/stuck-page.js';
import { QueuesPage } from '../queues/queues-page.js';
import { matchPath } from '../router/addresses.js';
import { Link } from '../router/link.js';
import { ChargesPage } from '../subscription/all-charges.js';
import { SubscriptionPage } from '../subscription/subscription-page.js';
import { SubscriptionsPage } from '../subscription/subscriptions-page.js';
import { AnchorsPage } from '../verification/anchors-page.js';
import { VerificationPage } from '../verification/verification-page.js';
import { VerificationsPage } from '../verification/verifications-page.js';
import { WebhookPage } from '../webhooks/webhook-page.js';
import { WebhooksPage } from '../webhooks/webhooks-page.js';
import { WhatIfPage } from '../what-if/what-if-page.js';

type Places = Readonly<Record<string, string>>;

interface Route {
  readonly pattern: string;
  // biome-ignore lint/suspicious/noExplicitAny: each page takes the places of its own pattern
  readonly page: ComponentType<any>;
  /** Intake's keys may see it as well. */
  readonly everybody?: true;
}

const ROUTES: readonly Route[] = [
  { pattern: '/', page: TodayPage },
  { pattern: '/subscriptions', page: SubscriptionsPage, everybody: true },
  { pattern: '/subscriptions/:id', page: SubscriptionPage, everybody: true },
  { pattern: '/subscriptions/:id/:tab', page: SubscriptionPage, everybody: true },
  { pattern: '/charges', page: ChargesPage, everybody: true },
  { pattern: '/resellers/:id', page: ResellerPage, everybody: true },
  { pattern: '/resellers/:id/:tab', page: ResellerPage, everybody: true },
  { pattern: '/customers/:id', page: CustomerPage, everybody: true },
  { pattern: '/customers/:id/:tab', page: CustomerPage, everybody: true },
  { pattern: '/service-plans', page: PlansPage, everybody: true },
  { pattern: '/service-plans/:id', page: PlanPage, everybody: true },
  { pattern: '/service-plans/:id/:tab', page: PlanPage, everybody: true },
  { pattern: '/due', page: DuePage },
  { pattern: '/overdue', page: OverduePage },
  { pattern: '/stuck', page: StuckPage },
  { pattern: '/projections', page: ProjectionsPage },
  { pattern: '/rebuilds/:id', page: RebuildPage },
  { pattern: '/parked', page: ParkedPage },
  { pattern: '/verifications', page: VerificationsPage },
  { pattern: '/verifications/:id', page: VerificationPage },
  { pattern: '/anchors', page: AnchorsPage },
  { pattern: '/audit', page: AuditPage },
  { pattern: '/webhooks', page: WebhooksPage, everybody: true },
  { pattern: '/webhooks/:id', page: WebhookPage, everybody: true },
  { pattern: '/what-if', page: WhatIfPage },
  { pattern: '/queues', page: QueuesPage },
];

function routeAt(path: string): { readonly route: Route; readonly places: Places } | undefined {
  for (const route of ROUTES) {
    const places = matchPath(route.pattern, path);
    if (places !== undefined) return { route, places };
  }
  return undefined;
}

/** The page that an address stands for. */
export function PageAt({ path, who }: { readonly path: string; readonly who: SessionAnswer }) {
  const found = routeAt(path);
  if (found === undefined) return <NotFound path={path} />;
  const { route, places } = found;
  if (who.role === 'intake' && route.everybody === undefined) return <NotPermitted />;
  const Shown = route.page;
  // One that is about something else begins anew.
  return <Shown key={`${route.page.name} ${places.id ?? ''}`} {...places} />;
}

function NotFound({ path }: { readonly path: string }) {
  return (
    <Page title="No such page">
      <Empty title="Nothing is at this address">
        <span class="mono">{path}</span> is no page of the console. <Link to="/subscriptions">All subscriptions</Link>
      </Empty>
    </Page>
  );
}

function NotPermitted() {
  return (
    <Page title="For operations">
      <Empty title="This key may not see this page">
        It needs a key of the role operations or admin. <Link to="/subscriptions">Subscriptions</Link> are open to it.
      </Empty>
    </Page>
  );
}
