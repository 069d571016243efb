import { useEffect, useState } from 'preact/hooks';
import type { AsOf, Change, Diff, Money, TimelineEvent } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Failed, Skeleton } from '../elements/notices.js';
import { formatMoney } from '../format/money.js';
import { sentence, shortJson } from '../format/words.js';
import { narrow, usePlace } from '../router/place.js';
import { type TimeKind, timeOf } from './chosen-event.js';
import { type HistoryOf, historyPath } from './history-of.js';
import { Value } from './value.js';

interface AsOfProps {
  readonly of: HistoryOf;
  readonly events: readonly TimelineEvent[];
  readonly chosen: number;
  readonly time: TimeKind;
  /** An instant after the chosen event, and before the next; not given: that event's own. */
  readonly at?: string | undefined;
}

/** A handle that is drawn over twenty events asks once, for the last. */
const PAUSE_MS = 150;

/** The state at the chosen event, and what changed since another one. */
export function AsOfState({ of, events, chosen, time, at }: AsOfProps) {
  const settled = usePaused(chosen);
  const { query } = usePlace();
  const asked = Number(query.get('since') ?? Number.NaN);
  const before = events.find(({ revision }) => revision === asked) ?? events[Math.max(0, settled - 1)];
  const event = events[settled];
  if (event === undefined || before === undefined) return null;
  const path = historyPath(of);
  const then = at ?? timeOf(event, time);
  const [from, to] = [timeOf(before, time), then].sort();
  return (
    <div class={of.kind === 'subscriptions' ? 'then then-long' : 'then'}>
      <StateThen of={of} path={`${path}/as-of?at=${encodeURIComponent(then)}&time=${time}`} />
      <div>
        <div class="then-head">
          <h3>What changed</h3>
          <label class="filter filter-inline">
            <span>since</span>
            <select value={query.get('since') ?? ''} onChange={(input) => narrow({ since: input.currentTarget.value })}>
              <option value="">the event before</option>
              {events.map(({ revision, type }) => (
                <option key={revision} value={String(revision)}>
                  {revision}: {sentence(type)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Changes
          isFirst={before === event && at === undefined}
          path={`${path}/diff?from=${encodeURIComponent(from ?? '')}&to=${encodeURIComponent(to ?? '')}&time=${time}`}
        />
      </div>
    </div>
  );
}

function usePaused(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

/** In this order, before whatever else there is. */
const SHOWN_FIRST: readonly string[] = [
  'status',
  'term',
  'cutoff',
  'seats',
  'seatsAtRenewal',
  'assignedLicenses',
  'autoRenew',
  'endsOn',
  'commitment',
];

/** Of the order: the same at every time, or in the head of the page. */
const NOT_SHOWN: readonly string[] = [
  'subscriptionId',
  'trackingId',
  'resellerId',
  'customerId',
  'productName',
  'supportContact',
  'revision',
];

/** What is shown of a subscription; of all else, everything. */
function fieldsOf({ kind }: HistoryOf, state: State): readonly string[] {
  const names = Object.keys(state);
  if (kind !== 'subscriptions') return names.filter((name) => name !== 'revision');
  return [...SHOWN_FIRST, ...names.filter((name) => !SHOWN_FIRST.includes(name) && !NOT_SHOWN.includes(name))];
}

type State = Readonly<Record<string, unknown>>;

function StateThen({ of, path }: { readonly of: HistoryOf; readonly path: string }) {
  const { value, problem, reload } = useAnswer<AsOf>(path);
  const shown = useLast(value);
  if (problem !== undefined && shown === undefined) return <Failed problem={problem} retry={reload} />;
  if (shown === undefined) return <Skeleton lines={of.kind === 'subscriptions' ? 12 : 6} />;
  if (shown.state === null) return <p class="quiet">It was not there yet.</p>;
  const state: State = { ...shown.state };
  return (
    <div>
      <div class="then-head">
        <h3>As it was</h3>
        <span class="quiet">revision {shown.revision}</span>
      </div>
      <dl class="then-state" aria-busy={value === undefined}>
        {fieldsOf(of, state).map((name) => (
          <div key={name}>
            <dt>{sentence(name)}</dt>
            <dd>
              <Value of={summary(name, state[name], currencyOf(state))} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The last answer stands until the next is there: nothing jumps while the handle moves. */
function useLast<Answer>(value: Answer | undefined): Answer | undefined {
  const [last, setLast] = useState(value);
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  return value ?? last;
}

const currencyOf = ({ price }: State): string => String((price as State | undefined)?.currency ?? 'USD');

/** What of an object a reader looks for. */
function summary(name: string, value: unknown, currency: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const part = value as State;
  if (name === 'term') return `${part.number}: ${part.startDate} to ${part.endDate}`;
  if (name === 'cutoff') return part.date;
  if (name === 'price') return formatMoney(part as unknown as Money);
  if (name === 'commitment') {
    const [charged, total] = [part.chargedMinor, part.totalMinor].map((amount) =>
      formatMoney({ amountMinor: Number(amount), currency }),
    );
    return `${charged} of ${total} charged`;
  }
  if (name === 'vendorError') return `${part.code}: ${part.message}`;
  return value;
}

function Changes({ path, isFirst }: { readonly path: string; readonly isFirst: boolean }) {
  const { value, problem, reload } = useAnswer<Diff>(isFirst ? null : path);
  const shown = useLast(value);
  if (problem !== undefined && shown === undefined) return <Failed problem={problem} retry={reload} />;
  if (isFirst) return <p class="quiet">It began with this.</p>;
  if (shown === undefined) return <Skeleton lines={2} />;
  if (shown.changes.length === 0) return <p class="quiet">Nothing.</p>;
  return (
    <ul class="changes">
      {shown.changes.map((change) => (
        <ChangeLine key={`${change.field} ${change.event?.revision}`} change={change} />
      ))}
    </ul>
  );
}

function ChangeLine({ change: { field, before, after, event } }: { readonly change: Change }) {
  return (
    <li>
      <span class="mono">{field}</span>
      <span>
        <del>{shortJson(before)}</del> <span aria-hidden="true">→</span> <ins>{shortJson(after)}</ins>
      </span>
      <span class="quiet">
        {event === null ? '' : `${sentence(event.type)}, revision ${event.revision}, by ${event.actor}`}
      </span>
    </li>
  );
}
