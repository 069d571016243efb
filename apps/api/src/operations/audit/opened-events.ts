import { Inject, Injectable } from '@nestjs/common';
import { DecodeError } from '#event-store/codec/codec.js';
import { domainCodec } from '#event-store/codec/domain-codec.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import { shownEvent } from '#feed/shapes/public-events.js';
import { personalIn, withOpened } from '#read-models/history/opened-facts.js';
import { VAULT, type Vault } from '#vault/vault.js';

/** The facts of recorded events with their personal data opened, for an auditor who may read them. */
@Injectable()
export class OpenedEvents {
  constructor(@Inject(VAULT) private readonly vault: Vault) {}

  /** Same order, one round trip to the vault; null where an event has nothing personal, or does not decode. @throws VaultUnavailableError */
  async of(events: readonly RecordedEvent[]): Promise<readonly unknown[]> {
    const decoded = events.map(personalFactsOf);
    const sealed = decoded.flatMap((facts) => facts?.sealed ?? []);
    const opened = (await this.vault.openAll(sealed))[Symbol.iterator]();
    return decoded.map((facts) => (facts === null ? null : withOpened(facts.data, opened)));
  }
}

function personalFactsOf({ stream, type, data }: RecordedEvent) {
  const event = decodedOf(type, data);
  const subject = event === undefined ? undefined : shownEvent(event.type)?.sealedUnder?.(event, stream);
  if (subject === undefined) return null;
  const sealed = personalIn(data).map((value) => ({ subject, value }));
  return sealed.length === 0 ? null : { data, sealed };
}

function decodedOf(type: string, data: unknown): DomainEvent | undefined {
  try {
    return domainCodec.decode(type, data);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
