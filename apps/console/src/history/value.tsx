import { Moment } from '../elements/moment.js';
import { shortJson } from '../format/words.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Any value of a read model or an event, as people read it. */
export function Value({ of }: { readonly of: unknown }) {
  if (typeof of === 'string' && INSTANT.test(of)) return <Moment at={of} />;
  if (of === null || of === undefined) return <span class="quiet">–</span>;
  if (typeof of === 'boolean') return <>{of ? 'yes' : 'no'}</>;
  return <span class={typeof of === 'object' ? 'mono json' : undefined}>{shortJson(of)}</span>;
}
