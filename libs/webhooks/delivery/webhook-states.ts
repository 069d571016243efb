import { Inject, Injectable } from '@nestjs/common';
import { emptyStream, foldOnto } from '#commands/engine/loaded-stream.js';
import { WEBHOOK, webhookStream } from '#commands/engine/stream-kind.js';
import type { WebhookState } from '#domain/webhook/webhook.state.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { WebhookId } from '#kernel/ids.js';

/** A webhook as its stream has it now, with what the stream itself says beside. */
export interface FoundWebhook {
  readonly state: WebhookState;
  readonly revision: number;
  /** Commit position of its registration, and of its newest event. */
  readonly registeredAt: bigint;
  readonly position: bigint;
}

/** Read from the history at every turn: a rebuild of the read models can not bring back what was deleted or changed. */
@Injectable()
export class WebhookStates {
  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /** @returns undefined where there is none, or none any more. @throws StoreUnavailableError */
  async find(webhookId: WebhookId): Promise<FoundWebhook | undefined> {
    const stream = webhookStream(webhookId);
    const events = await this.reader.readStream(stream);
    const [first, last] = [events[0], events.at(-1)];
    const { state } = foldOnto(emptyStream(WEBHOOK, stream), events);
    if (state === undefined || first === undefined || last === undefined) return undefined;
    return { state, revision: last.revision, registeredAt: first.position, position: last.position };
  }
}
