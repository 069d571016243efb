import type { DomainEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
import { isPersonal } from '#kernel/personal.js';
import { printedProductId } from '#read-models/presented.js';
import { fieldChanges } from '../field-changes.js';
import type { Judged } from './judging.js';
import type { RecordedCommand } from './recorded-command.js';

/** In what two decisions differ. */
export type Aspect = 'outcome' | 'refusal' | 'events' | 'cutoff' | 'late' | 'charges' | 'instant' | 'facts';

/** A decision in short; `changes` of a difference has its fields. */
export interface DecisionBrief {
  readonly outcome: 'accepted' | 'refused';
  readonly events: readonly { readonly type: string; readonly effectiveAt: string }[];
  readonly refusal: { readonly code: string } | null;
}

export interface DecisionDifference {
  readonly differs: readonly Aspect[];
  readonly actual: DecisionBrief;
  readonly instead: DecisionBrief;
  /** JSON pointers into the decision: `/events/0/late`, `/refusal/code`. */
  readonly changes: readonly { readonly field: string; readonly actual: unknown; readonly instead: unknown }[];
}

/** Of one decision: a renewal of other dates has some dozen. */
const CHANGES_MAX = 50;

/** @returns undefined where they are the same: texts that were sealed, and the version of the calendar data, do not count. */
export function differenceOf({ outcome }: RecordedCommand, judged: Judged): DecisionDifference | undefined {
  const actual =
    'refused' in outcome
      ? comparable({ refused: outcome.refused })
      : comparable({
          accepted: outcome.accepted.map(({ event, metadata }) => ({ event, effectiveAt: metadata.effectiveAt })),
        });
  const instead = comparable(judged);
  const changes = fieldChanges(byIndex(actual), byIndex(instead)).map(({ field, before, after }) => ({
    field,
    actual: before,
    instead: after,
  }));
  if (changes.length === 0) return undefined;
  const aspects = changes.map(({ field }) => aspectOf(field, actual, instead));
  return {
    differs: [...new Set(aspects)],
    actual: briefOf(actual),
    instead: briefOf(instead),
    changes: changes.slice(0, CHANGES_MAX),
  };
}

interface Comparable {
  readonly outcome: 'accepted' | 'refused';
  readonly refusal: { readonly code: string } | null;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

function comparable(judged: Judged): Comparable {
  if ('refused' in judged)
    return { outcome: 'refused', refusal: plainOf(judged.refused) as { code: string }, events: [] };
  return { outcome: 'accepted', refusal: null, events: judged.accepted.map(eventOf) };
}

const eventOf = ({ effectiveAt, event }: Dated<DomainEvent>): Readonly<Record<string, unknown>> => {
  const { type, ...facts } = event;
  return { type, effectiveAt, ...(plainOf(facts) as object) };
};

/** Lists count as one value where fields are compared; events are told one by one. */
const byIndex = ({ events, ...rest }: Comparable) => ({ ...rest, events: Object.fromEntries(events.entries()) });

const SEALED = '(personal)';

/** As JSON has it, without what differs though nothing else was decided. */
function plainOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, field: unknown) => {
    if (name === 'version') return undefined;
    if (name === 'productId' && typeof field === 'string') return printedProductId(field);
    return isPersonal(field) ? SEALED : field;
  });
}

const typesOf = ({ events }: Comparable): string => events.map(({ type }) => type).join();

function aspectOf(field: string, actual: Comparable, instead: Comparable): Aspect {
  if (field === '/outcome' || (actual.outcome !== instead.outcome && !field.startsWith('/refusal'))) return 'outcome';
  if (field.startsWith('/refusal')) return 'refusal';
  if (typesOf(actual) !== typesOf(instead)) return 'events';
  if (/\/cutoff(\/|$)/.test(field)) return 'cutoff';
  if (/\/(late|endsAfterTerm|endsOn)$/.test(field)) return 'late';
  if (/\/(charge|laterCharges|proration|commitment|price)(\/|$)/.test(field)) return 'charges';
  return field.endsWith('/effectiveAt') ? 'instant' : 'facts';
}

const briefOf = ({ outcome, events, refusal }: Comparable): DecisionBrief => ({
  outcome,
  refusal,
  events: events.map(({ type, effectiveAt }) => ({ type: String(type), effectiveAt: String(effectiveAt) })),
});
