import type { TimelineEvent } from '../api/answers.js';
import { Moment } from '../elements/moment.js';
import { sentence } from '../format/words.js';
import { type TimeKind, timeOf } from './chosen-event.js';

interface SliderProps {
  readonly events: readonly TimelineEvent[];
  /** Index of the event up to which the history counts. */
  readonly chosen: number;
  readonly time: TimeKind;
  choose(index: number): void;
}

const WIDTH = 1_000;
const MARGIN = 8;
const HEIGHT = 28;

/** Where the events lie in time, and a handle that goes from one to the next. */
export function Slider({ events, chosen, time, choose }: SliderProps) {
  const event = events[chosen];
  if (event === undefined) return null;
  const last = events.length - 1;
  return (
    <div class="slider">
      <Strip events={events} chosen={chosen} time={time} />
      <div class="slider-row">
        <button
          type="button"
          class="button"
          disabled={chosen === 0}
          onClick={() => choose(chosen - 1)}
          aria-label="An event earlier"
        >
          ←
        </button>
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={chosen}
          aria-label="As of which event"
          aria-valuetext={`${sentence(event.type)}, ${timeOf(event, time)}`}
          onInput={(input) => choose(Number(input.currentTarget.value))}
        />
        <button
          type="button"
          class="button"
          disabled={chosen === last}
          onClick={() => choose(chosen + 1)}
          aria-label="An event later"
        >
          →
        </button>
      </div>
      <p class="slider-said">
        <strong>{sentence(event.type)}</strong> <span class="quiet">revision {event.revision}</span>
        <Moment at={timeOf(event, time)} />
      </p>
    </div>
  );
}

function Strip({ events, chosen, time }: Omit<SliderProps, 'choose'>) {
  const at = events.map((event) => Date.parse(timeOf(event, time)));
  const from = Math.min(...at);
  const length = Math.max(1, Math.max(...at) - from);
  const x = (instant: number) => MARGIN + ((instant - from) / length) * (WIDTH - 2 * MARGIN);
  return (
    <svg class="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line x1={MARGIN} x2={WIDTH - MARGIN} y1={HEIGHT / 2} y2={HEIGHT / 2} class="strip-line" />
      {at.map((instant, index) => (
        <line
          key={events[index]?.revision}
          x1={x(instant)}
          x2={x(instant)}
          y1={index === chosen ? 2 : 8}
          y2={index === chosen ? HEIGHT - 2 : HEIGHT - 8}
          class={index === chosen ? 'strip-chosen' : index < chosen ? 'strip-past' : 'strip-later'}
        />
      ))}
    </svg>
  );
}
