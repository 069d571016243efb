import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SUBJECT_ERASER, type SubjectEraser } from '#vault/subject-eraser.js';
import { type CommandResult, TermbookCommand } from '../command.js';
import { StreamCache } from '../engine/stream-cache.js';
import { SUBSCRIPTION, subscriptionStream } from '../engine/stream-kind.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** Erases a subscription's support contact everywhere, by destroying the key that it is sealed under. */
export class EraseSubscriptionCommand extends TermbookCommand<Payloads['EraseSubscription'], 'subscription'> {}

@CommandHandler(EraseSubscriptionCommand)
export class EraseSubscriptionHandler implements ICommandHandler<EraseSubscriptionCommand> {
  constructor(
    @Inject(Subscriptions) private readonly subscriptions: Subscriptions,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(SUBJECT_ERASER) private readonly eraser: SubjectEraser,
  ) {}

  /** The key goes first: whatever happens then, the data is gone, and a repeat says so in the history. */
  async execute({ payload, context }: EraseSubscriptionCommand): Promise<CommandResult<'subscription'>> {
    const { subscriptionId, reason } = payload;
    const { state } = await this.cache.readThrough(SUBSCRIPTION, subscriptionStream(subscriptionId));
    // Nobody's key is destroyed before there is somebody: it could never be made again.
    if (state !== undefined) await this.eraser.destroy(`subscription:${subscriptionId}`);
    const asked = { command: 'EraseSubscription', payload, context } as const;
    return this.subscriptions.handle(asked, subscriptionId, { type: 'EraseSubscription', reason });
  }
}
