import type { CutoffDays, Explained } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Dialog } from '../elements/dialog.js';
import { Day, Moment } from '../elements/moment.js';
import { Empty, Failed, Skeleton } from '../elements/notices.js';
import { sentence, shortJson } from '../format/words.js';
import { type HistoryOf, historyPath } from './history-of.js';
import { Value } from './value.js';

interface ExplanationProps {
  readonly of: HistoryOf;
  /** JSON pointer. */
  readonly field: string;
  onClose(): void;
}

/** Why a field is as it is: the events that made it so, newest first, and for a cutoff the days that were counted. */
export function Explanation({ of, field, onClose }: ExplanationProps) {
  const path = `${historyPath(of)}/explain?field=${encodeURIComponent(field)}`;
  const { value, problem, reload } = useAnswer<Explained>(path);
  return (
    <Dialog side title={`Why: ${sentence(field.slice(1))}`} onClose={onClose}>
      <p class="explained">
        <span class="mono">{field}</span> is <strong>{value === undefined ? '…' : <Value of={value.value} />}</strong>
      </p>
      {problem === undefined ? null : <Failed problem={problem} retry={reload} />}
      {value === undefined && problem === undefined ? <Skeleton lines={8} /> : null}
      {value?.because.length === 0 ? <Empty title="No event made it so">It is computed when it is read.</Empty> : null}
      <ol class="because">
        {value?.because.map((one) => (
          <Because key={`${one.revision} ${one.because}`} of={one} />
        ))}
      </ol>
      {field.startsWith('/cutoff') ? <CountedDays subscriptionId={of.id} /> : null}
    </Dialog>
  );
}

function Because({ of }: { readonly of: Explained['because'][number] }) {
  return (
    <li>
      <p class="because-head">
        <strong>{sentence(of.type)}</strong> <span class="quiet">revision {of.revision}</span>
      </p>
      <p>
        <del>{shortJson(of.before)}</del> <span aria-hidden="true">→</span> <ins>{shortJson(of.after)}</ins>
      </p>
      <dl class="because-facts">
        <dt>Effective</dt>
        <dd>
          <Moment at={of.effectiveAt} />
        </dd>
        <dt>Recorded</dt>
        <dd>
          <Moment at={of.recordedAt} />
        </dd>
        <dt>By</dt>
        <dd>
          {of.actor}, {sentence(of.command)}
        </dd>
        <dt>Command</dt>
        <dd class="mono">{of.commandId ?? '–'}</dd>
        <dt>Correlation</dt>
        <dd class="mono">{of.correlationId}</dd>
      </dl>
      {of.inputs === null || of.inputs === undefined ? null : (
        <details>
          <summary>Decided from</summary>
          <pre>{JSON.stringify(of.inputs, null, 2)}</pre>
        </details>
      )}
    </li>
  );
}

/** The cutoff done again, a day at a time, back from the term end date. */
function CountedDays({ subscriptionId }: { readonly subscriptionId: string }) {
  const { value, problem } = useAnswer<CutoffDays>(`/ops/subscriptions/${subscriptionId}/cutoff`);
  if (problem !== undefined) return <Failed problem={problem} />;
  if (value === undefined) return <Skeleton lines={8} />;
  return (
    <div class="counted">
      <h3>Day by day, back from {value.endDate}</h3>
      <ol>
        {value.days.map(({ date, weekday, counts, reason, holiday, businessDay }) => (
          <li key={date} class={counts ? 'business' : ''}>
            <Day date={date} />
            <span>{weekday}</span>
            <span>{holiday ?? reason}</span>
            <span class="number">{businessDay ?? ''}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
