import type { Webhook } from '../api/answers.js';
import { usePages } from '../api/use-pages.js';
import { Empty } from '../elements/notices.js';
import { Page } from '../elements/page.js';
import { type Column, More, Table } from '../elements/table.js';
import { counted } from '../format/words.js';
import { WebhookPill } from './webhook-pill.js';

const LOOK_EVERY_MS = 10_000;

const COLUMNS: readonly Column<Webhook>[] = [
  { name: 'URL', room: 'wide', show: ({ url }) => <span class="break">{url}</span> },
  { name: 'State', show: (one) => <WebhookPill of={one} /> },
  { name: 'Types', show: ({ types }) => (types === null ? 'all' : counted(types.length, 'type')) },
  { name: 'Resellers', show: ({ resellers }) => (resellers === null ? 'all' : resellers.join(', ')) },
  { name: 'Webhook', show: ({ webhookId }) => <span class="mono">{webhookId}</span> },
];

/** Which other systems are told what happened. */
export function WebhooksPage() {
  const pages = usePages<Webhook>('/webhooks', { everyMs: LOOK_EVERY_MS });
  return (
    <Page title="Webhooks" lead="Other systems that are told what happened, each event signed and in order.">
      <Table
        caption="Webhooks"
        columns={COLUMNS}
        items={pages.items}
        problem={pages.problem}
        retry={pages.reload}
        expected={3}
        keyOf={({ webhookId }) => webhookId}
        linkOf={({ webhookId }) => `/webhooks/${webhookId}`}
        empty={<Empty title="No webhook is registered">A client registers one with POST /v1/webhooks.</Empty>}
      />
      <More {...pages} count={pages.items?.length} />
    </Page>
  );
}
