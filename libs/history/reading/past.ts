import { Inject, Injectable } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { type FieldChange, fieldChanges } from '../field-changes.js';
import { foldOf } from '../folding/fold-of.js';
import type { HistoryOf } from '../history-kind.js';
import type { TimeAxis } from '../time-axis.js';
import { type EventBrief, eventBrief } from './event-brief.js';
import { follow, lastCauses } from './following.js';
import { OpenedHistories } from './opened-history.js';

/** Of a difference; a year of a busy subscription has hundreds. */
export const CHANGES_MAX = 2_000;

export interface AsOf {
  readonly at: Instant;
  readonly time: TimeAxis;
  /** Of the newest event that counted; null where there was none yet, and then no state. */
  readonly revision: number | null;
  readonly state: object | null;
}

export interface CausedChange extends FieldChange {
  /** `day`: said by the event before, and its day came meanwhile. */
  readonly because: 'event' | 'day';
  readonly event: EventBrief;
}

export interface Difference {
  readonly from: Instant;
  readonly to: Instant;
  readonly time: TimeAxis;
  readonly changes: readonly CausedChange[];
  /** True: there are more than `CHANGES_MAX`. */
  readonly truncated: boolean;
}

/** What read models said in the past, folded anew from the history by the read models' own functions. */
@Injectable()
export class Past {
  readonly calendar: BusinessCalendar;

  constructor(
    @Inject(OpenedHistories) private readonly histories: OpenedHistories,
    @Inject(SETTINGS) { policy }: Settings,
  ) {
    this.calendar = createBusinessCalendar(policy);
  }

  /** @returns undefined where there is no such stream. @throws StoreUnavailableError, VaultUnavailableError */
  async asOf(of: HistoryOf, at: Instant, time: TimeAxis): Promise<AsOf | undefined> {
    const history = await this.histories.read(of);
    if (history === undefined) return undefined;
    const fold = foldOf(of, this.calendar, history.opened);
    const { revision } = follow(fold, history, { until: at, time });
    return { at, time, revision, state: fold.state() ?? null };
  }

  /** @returns undefined where there is no such stream. @throws StoreUnavailableError, VaultUnavailableError */
  async difference(of: HistoryOf, from: Instant, to: Instant, time: TimeAxis): Promise<Difference | undefined> {
    const history = await this.histories.read(of);
    if (history === undefined) return undefined;
    const fold = foldOf(of, this.calendar, history.opened);
    follow(fold, history, { until: from, time });
    const before = fold.document();
    const { steps } = follow(fold, history, { after: from, until: to, time });
    const causeOf = lastCauses(steps);
    const changed = fieldChanges(before, fold.document()).filter(({ field }) => field !== '/revision');
    const changes = changed.slice(0, CHANGES_MAX).flatMap((change): readonly CausedChange[] => {
      const step = causeOf(change.field);
      return step === undefined ? [] : [{ ...change, because: step.because, event: eventBrief(step.cause) }];
    });
    return { from, to, time, changes, truncated: changed.length > CHANGES_MAX };
  }
}
