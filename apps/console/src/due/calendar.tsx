import type { DueBucket } from '../api/answers.js';
import { formatMoney } from '../format/money.js';
import { addDays } from '../format/time.js';
import { withQuery } from '../router/addresses.js';
import { Link } from '../router/link.js';
import { usePlace } from '../router/place.js';
import { countedKind, kindsOf } from './kinds.js';
import { titleOf } from './plot.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** More are seen in the plot; a calendar of years is none. */
const DAYS_MAX = 7 * 14;

interface CalendarProps {
  readonly buckets: readonly DueBucket[];
  readonly from: string;
  readonly to: string;
  readonly kind: string | null;
}

/** Weeks from Monday on; each day leads to what falls due on it. */
export function Calendar({ buckets, from, to, kind }: CalendarProps) {
  const byDay = new Map(buckets.map((bucket) => [bucket.from, bucket]));
  const days = daysFrom(from, to);
  return (
    <table class="calendar">
      <caption class="hidden">Calendar of what falls due</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days).map((week) => (
          <tr key={week[0]}>
            {week.map((date) => (
              <DayCell
                key={date}
                date={date}
                inside={date >= from && date <= to}
                bucket={byDay.get(date)}
                kind={kind}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayCellProps {
  readonly date: string;
  readonly inside: boolean;
  readonly bucket: DueBucket | undefined;
  readonly kind: string | null;
}

function DayCell({ date, inside, bucket, kind }: DayCellProps) {
  const { path, query } = usePlace();
  const kinds = kindsOf(kind).filter((one) => (bucket?.counts[one] ?? 0) > 0);
  const isFirst = date.endsWith('-01');
  if (!inside || bucket === undefined || kinds.length === 0) {
    return (
      <td class={inside ? '' : 'outside'}>
        <span class="calendar-date">{isFirst ? date.slice(5) : date.slice(8)}</span>
      </td>
    );
  }
  return (
    <td>
      <Link to={withQuery(path, query, { from: date, to: date })} title={titleOf(bucket, kinds)} data-row>
        <span class="calendar-date">{isFirst ? date.slice(5) : date.slice(8)}</span>
        {kinds.map((one) => (
          <span key={one} class="calendar-count">
            <i class={`swatch due-${one}`} aria-hidden="true" /> {countedKind(bucket.counts[one], one)}
          </span>
        ))}
        <span class="calendar-amount">{bucket.amounts.map(formatMoney).join(' + ')}</span>
      </Link>
    </td>
  );
}

/** From the Monday before, to the Sunday after. */
function daysFrom(from: string, to: string): readonly string[] {
  const weekday = (new Date(`${from}T00:00:00Z`).getUTCDay() + 6) % 7;
  const days: string[] = [];
  for (let day = addDays(from, -weekday); days.length < DAYS_MAX; day = addDays(day, 1)) {
    if (day > to && days.length % 7 === 0) break;
    days.push(day);
  }
  return days;
}

const weeksOf = (days: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));
