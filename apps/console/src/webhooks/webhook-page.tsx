import { useState } from 'preact/hooks';
import type { Webhook } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Facts } from '../elements/facts.js';
import { Identifier } from '../elements/identifier.js';
import { Moment } from '../elements/moment.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { go } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { Deliveries } from './deliveries.js';
import { WebhookPill } from './webhook-pill.js';
import { STEPS, type Step, StepDialog } from './webhook-steps.js';

const LOOK_EVERY_MS = 5_000;

/** One webhook: how far it is, what came of each delivery, and what can be done. */
export function WebhookPage({ id }: { readonly id: string }) {
  const path = `/webhooks/${encodeURIComponent(id)}`;
  const [acting, setActing] = useState<{ readonly step: Step; readonly after: string }>();
  const { value, problem, reload } = useAnswer<Webhook>(path, { everyMs: LOOK_EVERY_MS });
  const act = (step: Step, after = '') => setActing({ step, after });
  if (value === undefined) {
    return (
      <Page title="Webhook">{problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={10} />}</Page>
    );
  }
  const steps = stepsOf(value);
  return (
    <Page
      title="Webhook"
      beside={<WebhookPill of={value} />}
      lead={<span class="break">{value.url}</span>}
      stale={problem}
      actions={steps.map((step) => (
        <button
          key={step}
          type="button"
          class={STEPS[step].grave ? 'button button-grave' : 'button'}
          onClick={() => act(step)}
        >
          {STEPS[step].title}
        </button>
      ))}
    >
      <Standing of={value} />
      <Deliveries path={path} replay={steps.includes('replay') ? (after) => act('replay', after) : undefined} />
      {acting === undefined ? null : (
        <StepDialog
          {...acting}
          path={path}
          onClose={() => setActing(undefined)}
          onDone={() => (acting.step === 'delete' ? go('/webhooks') : reload())}
        />
      )}
    </Page>
  );
}

/** What this key may do with it as it is; operations may release only. */
function stepsOf({ status, delivery }: Webhook): readonly Step[] {
  const release: readonly Step[] = status === 'disabled' || (delivery?.parked ?? 0) > 0 ? ['release'] : [];
  return signedIn().role === 'operations' ? release : [...release, 'replay', 'delete'];
}

function Standing({ of }: { readonly of: Webhook }) {
  const { webhookId, types, resellers, delivery, secretNumber, previousSecretUntil } = of;
  return (
    <Section title="How far it is">
      <Facts
        of={[
          { name: 'Webhook', wide: true, value: <Identifier id={webhookId} what="the webhook's ID" /> },
          { name: 'Streams waiting', value: delivery?.waiting.toLocaleString('en-US') ?? '–' },
          { name: 'Parked', value: delivery?.parked.toLocaleString('en-US') ?? '–' },
          {
            name: 'Failing since',
            value: delivery?.failingSince ? <Moment at={delivery.failingSince} /> : 'it does not',
          },
          { name: 'Read up to', wide: true, value: <span class="mono">{delivery?.position ?? '–'}</span> },
          { name: 'Types', wide: true, value: types?.join(', ') ?? 'all' },
          { name: 'Resellers', value: resellers?.join(', ') ?? 'all' },
          {
            name: 'Secret',
            value: (
              <>
                number {secretNumber}
                {previousSecretUntil === null ? null : (
                  <>
                    , the one before until <Moment at={previousSecretUntil} />
                  </>
                )}
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
