import { useEffect, useState } from 'preact/hooks';
import type { SessionAnswer } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Moment } from '../elements/moment.js';

const ASK_EVERY_MS = 15_000;
const TICK_MS = 1_000;

/** What Termbook's clock shows: the sandbox's may be another than the wall's. */
export function Clock({ who }: { readonly who: SessionAnswer }) {
  const { value = who } = useAnswer<SessionAnswer>('/ops/session', { everyMs: ASK_EVERY_MS });
  const [now, setNow] = useState(value.now);
  useEffect(() => {
    const askedAt = Date.now();
    const show = () => setNow(new Date(Date.parse(value.now) + Date.now() - askedAt).toISOString());
    setNow(value.now);
    if (!value.ticking) return undefined;
    const timer = window.setInterval(show, TICK_MS);
    return () => window.clearInterval(timer);
  }, [value]);
  return (
    <div class="clock">
      {value.sandbox ? <span class="clock-kind">Sandbox clock</span> : null}
      <Moment at={now} />
    </div>
  );
}
