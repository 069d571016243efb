import { Failed, Skeleton } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { asInstant } from '../format/time.js';
import { counted } from '../format/words.js';
import { narrow, usePlace } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { AsOfState } from './as-of-state.js';
import { chosenEvent, type TimeKind } from './chosen-event.js';
import { Entries } from './entries.js';
import type { HistoryOf } from './history-of.js';
import { Slider } from './slider.js';
import { type ShownEntry, useTimeline } from './use-timeline.js';

interface TimelineProps {
  readonly of: HistoryOf;
  /** Of the newest event: the timeline is read again when it is another one. */
  readonly revision: number;
}

/** What happened, in order, with a slider through time: what it looked like then, and what had changed. */
export function Timeline({ of, revision }: TimelineProps) {
  const { entries, problem, reload } = useTimeline(of, revision);
  const { query } = usePlace();
  const time: TimeKind = query.get('time') === 'effective' ? 'effective' : 'recorded';
  if (problem !== undefined && entries === undefined) return <Failed problem={problem} retry={reload} />;
  if (entries === undefined) return <Skeleton lines={16} />;
  const events = entries.filter((entry) => entry.entry === 'event');
  const at = asInstant(query.get('at') ?? '');
  const chosen = chosenEvent(events, { revision: query.get('revision'), at, time });
  const event = events[chosen];
  const choose = (revision: number | undefined) => narrow({ revision: String(revision ?? ''), at: null });
  return (
    <>
      <Section title="Through time" aside={<TimeChoice time={time} at={query.get('at')} />}>
        <Slider
          events={events}
          chosen={Math.max(0, chosen)}
          time={time}
          choose={(index) => choose(events[index]?.revision)}
        />
        {event === undefined ? <p class="then quiet">It was not there yet.</p> : null}
        {event === undefined || signedIn().role === 'intake' ? null : (
          <AsOfState of={of} events={events} chosen={chosen} time={time} at={at} />
        )}
      </Section>
      <Section
        title="What happened"
        aside={<span class="quiet">{counted(entries.length, 'entry', 'entries')}, newest first</span>}
      >
        <Entries entries={newestFirst(entries)} chosen={event?.revision} choose={choose} />
      </Section>
    </>
  );
}

const newestFirst = (entries: readonly ShownEntry[]): readonly ShownEntry[] => [...entries].reverse();

function TimeChoice({ time, at }: { readonly time: TimeKind; readonly at: string | null }) {
  return (
    <div class="time-choice">
      <label class="filter filter-inline">
        <span>As it was</span>
        <select value={time} onChange={(event) => narrow({ time: event.currentTarget.value })}>
          <option value="recorded">recorded by then</option>
          <option value="effective">in effect then</option>
        </select>
      </label>
      <label class="filter filter-inline">
        <span>at (UTC)</span>
        <input
          type="datetime-local"
          step={1}
          value={at ?? ''}
          onChange={(event) => narrow({ at: event.currentTarget.value, revision: null })}
        />
      </label>
    </div>
  );
}
