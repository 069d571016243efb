import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import type { Personal } from '#kernel/personal.js';
import type { FieldChange } from '../field-changes.js';

/** What changed, and the event behind it. */
export interface Step {
  readonly cause: StoredEvent;
  /** `day`: the event said so before, and now its day came. */
  readonly because: 'event' | 'day';
  readonly changes: readonly FieldChange[];
}

/** Everything that read models say of one thing, followed event by event. */
export interface Fold {
  /** @param at the instant of the event on the axis that is followed; it never goes back. */
  apply(event: StoredEvent, at: Instant): readonly Step[];
  /** Nothing happened until then, but days passed. */
  advanceTo(at: Instant): readonly Step[];
  /** As the query of one thing answers it, less the position; undefined: nothing happened yet. */
  state(): Readonly<Record<string, unknown>> | undefined;
  /** The state, and what other read models say of the same thing beside it: charges, licences, what is due. */
  document(): Readonly<Record<string, unknown>>;
}

/** The text of a personal value; null once erased. All of a history are opened before it is folded. */
export type Opened = (value: Personal) => string | null;
