import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import { changeWithin, type FieldChange, valueAt } from '../field-changes.js';
import type { Opened, Step } from '../folding/fold.js';
import { foldOf } from '../folding/fold-of.js';
import { type HistoryKind, type HistoryOf } from '../history-kind.js';
import { type EventBrief, eventBrief } from './event-brief.js';
import { follow } from './following.js';
import { OpenedHistories, shownFacts } from './opened-history.js';
import { Past } from './past.js';

/** Of one field; the newest say why it is as it is, the timeline has all. */
export const CAUSES_MAX = 100;

/** What another stream said, as the decision took it. */
export interface FactUsed {
  readonly stream: string;
  /** As far as the decision knew it. */
  readonly revision: number;
  /** The event that says so; null where the stream does not have it any more. */
  readonly event: (EventBrief & { readonly data: unknown }) | null;
}

export interface Cause extends EventBrief {
  readonly because: 'event' | 'day';
  readonly before: unknown;
  readonly after: unknown;
  /** Of a field with fields of its own: each that changed. */
  readonly changes: readonly FieldChange[];
  readonly inputs: { readonly payload: unknown; readonly data: unknown; readonly facts: readonly FactUsed[] };
}

export interface Explanation {
  readonly field: string;
  readonly value: unknown;
  /** The read model that says it. */
  readonly readModel: string;
  /** Newest first. */
  readonly because: readonly Cause[];
  readonly truncated: boolean;
}

interface Found {
  readonly step: Step;
  readonly changes: readonly FieldChange[];
}

const READ_MODEL_OF: Readonly<Record<HistoryKind, string>> = {
  subscriptions: 'subscription',
  resellers: 'reseller',
  customers: 'customer',
  'service-plans': 'catalogue',
};
const BESIDE: Readonly<Record<string, string>> = {
  charges: 'charge',
  licenses: 'license',
  due: 'due_work',
  updatesEntitled: 'reseller',
};

/** From a value of any read model back to the events that made it, their commands, and what those were decided from. */
@Injectable()
export class Explanations {
  constructor(
    @Inject(OpenedHistories) private readonly histories: OpenedHistories,
    @Inject(Past) private readonly past: Past,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  /**
   * @returns undefined where there is no such stream; 'no such field' where nothing ever said that field.
   * @throws StoreUnavailableError, VaultUnavailableError
   */
  async explain(of: HistoryOf, field: string, now: Instant): Promise<Explanation | 'no such field' | undefined> {
    const history = await this.histories.read(of);
    if (history === undefined) return undefined;
    const fold = foldOf(of, this.past.calendar, history.opened);
    const { steps } = follow(fold, history, { until: now, time: 'recorded' });
    const value = valueAt(fold.document(), field);
    const found = steps.flatMap((step) => foundIn(step, field)).reverse();
    if (value === undefined && found.length === 0) return 'no such field';
    const known = new Map<string, Promise<readonly StoredEvent[]>>();
    const because = found
      .slice(0, CAUSES_MAX)
      .map((one) => this.causeOf(one, field, history.opened, (stream, to) => this.read(known, stream, to)));
    return {
      field,
      value: value ?? null,
      readModel: BESIDE[field.split('/')[1] ?? ''] ?? READ_MODEL_OF[of.kind],
      because: await Promise.all(because),
      truncated: found.length > CAUSES_MAX,
    };
  }

  private async causeOf({ step, changes }: Found, field: string, opened: Opened, read: Reading): Promise<Cause> {
    const { cause, because } = step;
    const { type: _, ...facts } = cause.event;
    const used = Object.entries(cause.metadata.facts ?? {});
    const inputs = {
      payload: shownFacts(cause.metadata.payload ?? null, opened),
      data: shownFacts(facts, opened),
      facts: await Promise.all(used.map((fact) => factUsed(fact, cause, read))),
    };
    return { ...eventBrief(cause), because, ...wholeChange(changes, field), changes, inputs };
  }

  /** Each stream once for one explanation, as far as any decision knew it. */
  private read(known: Map<string, Promise<readonly StoredEvent[]>>, stream: string, to: number) {
    const reading = known.get(stream) ?? this.reader.readStream(stream);
    known.set(stream, reading);
    return reading.then((events) => events.slice(0, to + 1));
  }
}

type Reading = (stream: string, to: number) => Promise<readonly StoredEvent[]>;

function foundIn(step: Step, field: string): readonly Found[] {
  const changes = step.changes.flatMap((change) => changeWithin(change, field) ?? []);
  return changes.length === 0 ? [] : [{ step, changes }];
}

/** The field's own values; where it has fields of its own, those that changed by their names below it. */
function wholeChange(changes: readonly FieldChange[], field: string) {
  const [only] = changes;
  if (only?.field === field) return { before: only.before, after: only.after };
  const below = (value: (change: FieldChange) => unknown) =>
    Object.fromEntries(changes.map((change) => [change.field.slice(field.length + 1), value(change)]));
  return { before: below(({ before }) => before), after: below(({ after }) => after) };
}

/** Of a plan the price that was in force, of others what they said last. */
async function factUsed([stream, revision]: [string, number], cause: StoredEvent, read: Reading): Promise<FactUsed> {
  const events = (await read(stream, revision)).filter((stored) => says(stored, cause));
  const found = events.at(-1);
  if (found === undefined) return { stream, revision, event: null };
  const { type: _, ...facts } = found.event;
  return { stream, revision, event: { ...eventBrief(found), data: shownFacts(facts, () => null) } };
}

function says({ event, metadata }: StoredEvent, cause: StoredEvent): boolean {
  if (event.type === 'CommandHadNoEffect') return false;
  if (event.type === 'ServicePlanWithdrawn') return false;
  const isPrice = event.type === 'ServicePlanListed' || event.type === 'ServicePlanRepriced';
  return !isPrice || metadata.effectiveAt <= cause.metadata.effectiveAt;
}
