import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.js';
import { Page } from '../elements/page.js';
import { Tabs } from '../elements/tabs.js';
import { Link } from '../router/link.js';
import { narrow, usePlace } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { Explanation } from './explanation.js';
import type { HistoryOf } from './history-of.js';
import { Timeline } from './timeline.js';

/** Asks why a field is as it is; nothing where the key may not ask. */
export type Explain = { readonly explain?: (field: string) => void };

interface PageWithHistoryProps {
  readonly of: HistoryOf;
  readonly revision: number;
  /** The page's own address, below the console. */
  readonly to: string;
  readonly tab: string;
  readonly title: string;
  readonly beside?: ComponentChildren;
  readonly lead: ComponentChildren;
  /** As the audit export names it; not given where there is none. */
  readonly auditOf?: 'reseller' | 'customer';
  /** Why it could not be read again. */
  readonly stale: Problem | undefined;
  /** What it is now. */
  overview(explain: Explain): ComponentChildren;
}

/** A page about one thing: what it is now and why, and how it came to be so. */
export function PageWithHistory({ of, revision, to, tab, auditOf, overview, ...head }: PageWithHistoryProps) {
  const field = usePlace().query.get('explain');
  // Intake's keys see the history of subscriptions only.
  const isOperations = signedIn().role !== 'intake';
  const explain: Explain = isOperations ? { explain: (one) => narrow({ explain: one }) } : {};
  return (
    <Page
      {...head}
      actions={
        auditOf === undefined || !isOperations ? undefined : (
          <Link class="button" to={`/audit?of=${auditOf}&id=${encodeURIComponent(of.id)}`}>
            Audit export
          </Link>
        )
      }
    >
      {isOperations ? (
        <Tabs
          label={`Parts of ${head.title}`}
          tabs={[
            { to, name: 'Overview', here: tab === '' },
            { to: `${to}/timeline`, name: 'Timeline', here: tab === 'timeline' },
          ]}
        />
      ) : null}
      {tab === 'timeline' && isOperations ? <Timeline of={of} revision={revision} /> : overview(explain)}
      {field === null || !isOperations ? null : (
        <Explanation of={of} field={field} onClose={() => narrow({ explain: null })} />
      )}
    </Page>
  );
}
