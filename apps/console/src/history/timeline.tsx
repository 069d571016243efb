import { Failed, Skeleton } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { counted } from '../format/words.js';
import { narrow, usePlace } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { AsOfState } from './as-of-state.js';
import { Entries } from './entries.js';
import type { HistoryOf } from './history-of.js';
import { Slider } from './slider.js';
import { type ShownEntry, useTimeline } from './use-timeline.js';

export type TimeKind = 'recorded' | 'effective';

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
  const asked = Number(query.get('revision') ?? Number.NaN);
  const found = events.findIndex((event) => event.revision === asked);
  const chosen = found === -1 ? events.length - 1 : found;
  const event = events[chosen];
  const choose = (index: number) => narrow({ revision: String(events[index]?.revision ?? '') });
  return (
    <>
      <Section title="Through time" aside={<TimeChoice time={time} />}>
        <Slider events={events} chosen={chosen} time={time} choose={choose} />
        {event === undefined || signedIn().role === 'intake' ? null : (
          <AsOfState of={of} events={events} chosen={chosen} time={time} />
        )}
      </Section>
      <Section
        title="What happened"
        aside={<span class="quiet">{counted(entries.length, 'entry', 'entries')}, newest first</span>}
      >
        <Entries
          entries={newestFirst(entries)}
          chosen={event?.revision}
          choose={(one) => narrow({ revision: String(one) })}
        />
      </Section>
    </>
  );
}

const newestFirst = (entries: readonly ShownEntry[]): readonly ShownEntry[] => [...entries].reverse();

function TimeChoice({ time }: { readonly time: TimeKind }) {
  return (
    <label class="filter filter-inline">
      <span>As it was</span>
      <select value={time} onChange={(event) => narrow({ time: event.currentTarget.value })}>
        <option value="recorded">recorded by then</option>
        <option value="effective">in effect then</option>
      </select>
    </label>
  );
}
