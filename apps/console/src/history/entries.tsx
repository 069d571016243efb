import type { RefusedAttempt, TimelineEvent } from '../api/answers.js';
import { Moment } from '../elements/moment.js';
import { Empty } from '../elements/notices.js';
import { Pill } from '../elements/pill.js';
import { sentence } from '../format/words.js';
import { said } from './said-of-event.js';
import type { ShownEntry } from './use-timeline.js';

interface EntriesProps {
  readonly entries: readonly ShownEntry[];
  readonly chosen: number | undefined;
  choose(revision: number): void;
}

export function Entries({ entries, chosen, choose }: EntriesProps) {
  if (entries.length === 0) return <Empty title="Nothing happened yet" />;
  return (
    <ol class="entries">
      {entries.map((entry) =>
        entry.entry === 'event' ? (
          <EventEntry key={entry.revision} event={entry} isChosen={entry.revision === chosen} choose={choose} />
        ) : (
          <RefusedEntry key={`${entry.recordedAt} ${entry.correlationId}`} attempt={entry} />
        ),
      )}
    </ol>
  );
}

interface EventEntryProps {
  readonly event: TimelineEvent;
  readonly isChosen: boolean;
  choose(revision: number): void;
}

function EventEntry({ event, isChosen, choose }: EventEntryProps) {
  const { revision, type, effectiveAt, recordedAt, actor, command, payload, data, facts } = event;
  return (
    <li class={isChosen ? 'entry entry-chosen' : 'entry'}>
      <button
        type="button"
        class="entry-when"
        data-row
        aria-pressed={isChosen}
        title="Look at it as it was then"
        onClick={() => choose(revision)}
      >
        <span class="entry-revision">{revision}</span>
        <Moment at={effectiveAt} />
      </button>
      <div class="entry-what">
        <p>
          <strong>{sentence(type)}</strong> {said(type, data)}
        </p>
        <p class="quiet">
          {command === undefined ? '' : `${sentence(command)} `}by {actor}
          {recordedAt === effectiveAt ? '' : `, recorded ${recordedAt.slice(0, 19).replace('T', ' ')} UTC`}
        </p>
        <details>
          <summary>All of it</summary>
          <Json name="Facts" value={data} />
          <Json name="Asked with" value={payload} />
          <Json name="Decided from" value={facts} />
          <Json name="Cause" value={causeOf(event)} />
        </details>
      </div>
    </li>
  );
}

const causeOf = ({ commandId, correlationId, causationId, client, hash }: TimelineEvent) =>
  hash === undefined ? undefined : { commandId, correlationId, causationId, client, hash };

function RefusedEntry({
  attempt: { recordedAt, actor, command, payload, refusal },
}: {
  readonly attempt: RefusedAttempt;
}) {
  return (
    <li class="entry entry-refused">
      <span class="entry-when">
        <span class="entry-revision">–</span>
        <Moment at={recordedAt} />
      </span>
      <div class="entry-what">
        <p>
          <Pill tone="bad">Refused</Pill> <strong>{sentence(command)}</strong>{' '}
          {sentence(String(refusal.code)).toLowerCase()}
        </p>
        <p class="quiet">by {actor}</p>
        <details>
          <summary>All of it</summary>
          <Json name="Refusal" value={refusal} />
          <Json name="Asked with" value={payload} />
        </details>
      </div>
    </li>
  );
}

function Json({ name, value }: { readonly name: string; readonly value: unknown }) {
  if (value === null || value === undefined) return null;
  return (
    <>
      <p class="json-name">{name}</p>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </>
  );
}
