const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2026-11-26 08:18:48` of an instant in UTC. */
export const utcText = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;

interface ZonedText {
  readonly date: string;
  /** Of the day, with the zone's name as it is then: `00:18:48 PST`. */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  formats.set(timeZone, format);
  return format;
}

export function zonedText(instant: string, timeZone: string): ZonedText {
  const parts = formatIn(timeZone).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`,
  };
}

/** The two largest units: `3 d 4 h`, `12 min 5 s`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: readonly (readonly [string, number])[] = [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ];
  const first = units.findIndex(([, length]) => whole >= length);
  if (first === -1) return '0 s';
  let rest = whole;
  return units
    .slice(first, first + 2)
    .map(([name, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return { name, count };
    })
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(' ');
}

/** A calendar date some days later. */
export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** A calendar date as it is in the policy's time zone at an instant. */
export const dateIn = (instant: string, timeZone: string): string => zonedText(instant, timeZone).date;

/** A field of local form, meant as UTC, as an instant. */
export const asInstant = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : `${text.length === 16 ? `${text}:00` : text}Z`;
