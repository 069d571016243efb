import { utcText, zonedText } from '../format/time.js';
import { policyTimeZone } from '../session/session.js';

/** An instant: in UTC, and below as the policy's time zone has it (with its date where that is another day). */
export function Moment({ at }: { readonly at: string }) {
  const zone = policyTimeZone();
  const { date, time } = zonedText(at, zone);
  const local = date === at.slice(0, 10) ? time : `${date} ${time}`;
  return (
    <time class="moment" dateTime={at} title={`${at} · ${date} ${time} (${zone})`}>
      <span>{utcText(at)} UTC</span>
      <span class="moment-local">{local}</span>
    </time>
  );
}

/** A calendar date: it has no time, and is meant in the policy's time zone. */
export function Day({ date }: { readonly date: string | null }) {
  if (date === null) return <span class="quiet">–</span>;
  return (
    <time class="nowrap" dateTime={date} title={`${date}, a date in ${policyTimeZone()}`}>
      {date}
    </time>
  );
}
