import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import { emptyStream, foldOnto } from '../engine/loaded-stream.js';
import { SUBSCRIPTION } from '../engine/stream-kind.js';

/**
 * A subscription as its history shows it at an instant: by what counted by then, whenever we learned of it.
 * @param events the whole stream, or its beginning at least until then.
 */
export function asItStood(stream: string, events: readonly StoredEvent[], at: Instant): Subscription {
  const until = events.filter(({ metadata }) => metadata.effectiveAt <= at);
  return foldOnto(emptyStream(SUBSCRIPTION, stream), until).state;
}
