import { Inject, Injectable } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { emptyStream, foldOnto } from '#commands/engine/loaded-stream.js';
import { CART, RESELLER, SUBSCRIPTION } from '#commands/engine/stream-kind.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import { nextDue } from '#domain/subscription/subscription.due.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import type { DueWork } from './due-work.js';

/**
 * What falls due for a stream, from its history instead of the read model: for streams that the projection had to park, so
 * that parking never stops a renewal.
 */
@Injectable()
export class DueFromStream {
  private readonly calendar: BusinessCalendar;

  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SETTINGS) { policy }: Settings,
  ) {
    this.calendar = createBusinessCalendar(policy);
  }

  /** @throws Error when the stream itself can't be read: then nobody can tell what is due. */
  async read(stream: string): Promise<readonly DueWork[]> {
    const events = await this.reader.readStream(stream);
    const since = events.at(-1)?.metadata.effectiveAt;
    if (since === undefined) return [];
    if (stream.startsWith('subscription-')) {
      const { state } = foldOnto(emptyStream(SUBSCRIPTION, stream), events);
      if (state?.status === 'replaced') return this.unfinished(stream, state.replacedBy, since);
      return [...provisioningOf(stream, state, since), ...this.datedOf(stream, state)];
    }
    if (stream.startsWith('reseller-'))
      return csnOf(stream, foldOnto(emptyStream(RESELLER, stream), events).state, since);
    if (!stream.startsWith('cart-')) return [];
    const { state: cart } = foldOnto(emptyStream(CART, stream), events);
    return cart?.checkedOut === undefined ? [] : this.unfinished(stream, cart.checkedOut, since);
  }

  /** Nobody is woken for what an operator holds. */
  private datedOf(stream: string, state: Subscription): DueWork[] {
    if (state?.held !== undefined) return [];
    return nextDue(state, this.calendar).map((due) => ({ stream, ...due, attempt: null, details: null }));
  }

  private async unfinished(stream: string, subscriptionId: string, dueAt: Instant): Promise<readonly DueWork[]> {
    if ((await this.reader.readLast(`subscription-${subscriptionId}`)) !== undefined) return [];
    return [{ stream, kind: 'unfinished', dueAt, attempt: null, details: { subscriptionId } }];
  }
}

function provisioningOf(stream: string, state: Subscription, dueAt: Instant): readonly DueWork[] {
  if (state?.status !== 'pending' && state?.status !== 'in-review') return [];
  const { attempt, trackingId } = state;
  return [{ stream, kind: 'provisioning', dueAt, attempt, details: { trackingId } }];
}

function csnOf(stream: string, reseller: Reseller, dueAt: Instant): readonly DueWork[] {
  if (reseller?.csn === undefined || (reseller.csnStatus !== 'pending' && reseller.csnStatus !== 'verified')) return [];
  const { registration, csn } = reseller;
  return [{ stream, kind: 'csn', dueAt, attempt: null, details: { registration, csn } }];
}
