import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DisableAutoRenew } from '#domain/subscription/subscription.commands.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { type CommandResult, TermbookCommand } from '../command.js';
import { subscriptionStream } from '../engine/stream-kind.js';
import type { Payloads } from '../payloads.js';
import { asItStood } from './as-it-stood.js';
import { type InDomainWords, Subscriptions } from './subscriptions.js';

type Payload = Payloads['DisableAutoRenew'];

export class DisableAutoRenewCommand extends TermbookCommand<Payload, 'subscription'> {}

@CommandHandler(DisableAutoRenewCommand)
export class DisableAutoRenewHandler implements ICommandHandler<DisableAutoRenewCommand> {
  constructor(
    @Inject(Subscriptions) private readonly subscriptions: Subscriptions,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  execute({ payload, context }: DisableAutoRenewCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'DisableAutoRenew', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, this.inDomainWords(payload));
  }

  private inDomainWords({ subscriptionId, ifLate, receivedAt, evidence = '', reason = '' }: Payload): InDomainWords {
    const command: DisableAutoRenew = { type: 'DisableAutoRenew', ifLate };
    if (receivedAt === undefined) return command;
    const stream = subscriptionStream(subscriptionId);
    // Read for each try: what a conflict brought may have counted by then.
    return async () => {
      const then = asItStood(stream, await this.reader.readStream(stream), receivedAt);
      return { ...command, received: { at: receivedAt, evidence, reason, asItStood: then } };
    };
  }
}
