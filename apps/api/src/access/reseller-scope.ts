import { Inject, Injectable } from '@nestjs/common';
import { customerStream, subscriptionStream } from '#commands/engine/stream-kind.js';
import type { CustomerId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import type { Caller } from '../http/caller.js';
import { notFound } from '../http/request-problems.js';
import { Owners } from './owners.js';

/** What a request names of those that belong to a reseller; everything else belongs to nobody. */
export interface Named {
  readonly resellerId?: ResellerId;
  readonly customerId?: CustomerId;
  readonly subscriptionId?: SubscriptionId;
}

/**
 * The one place that keeps a bound key within its resellers. What belongs to another is not found, in the very words
 * for what does not exist; and nothing comes to be for another. Lists are narrowed by `caller.resellers` instead.
 */
@Injectable()
export class ResellerScope {
  constructor(@Inject(Owners) private readonly owners: Owners) {}

  /** @throws ProblemError 404; StoreUnavailableError */
  async check({ resellers }: Caller, named: Named): Promise<void> {
    if (resellers === null) return;
    const { resellerId, customerId, subscriptionId } = named;
    const within = (owner: string | undefined) => owner !== undefined && resellers.includes(owner);
    if (resellerId !== undefined && !within(resellerId)) throw notFound('reseller', { resellerId });
    if (subscriptionId !== undefined && !within(await this.owners.resellerOf(subscriptionStream(subscriptionId)))) {
      throw notFound('subscription', { subscriptionId });
    }
    if (customerId === undefined) return;
    // Nobody's yet: a request that names its reseller too may be about to register it.
    const owner = (await this.owners.resellerOf(customerStream(customerId))) ?? resellerId;
    if (!within(owner)) throw notFound('customer', { customerId });
  }
}
