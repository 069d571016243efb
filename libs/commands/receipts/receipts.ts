import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { CommandId } from '#kernel/ids.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { StreamCache } from '../engine/stream-cache.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { kindOf } from '../engine/stream-kind.js';
import { DecidedOrders, decidesOnOrder } from '../subscription/decided-orders.js';

/** A command as the history has it, with what it was answered first. */
export interface ReceiptOfCommand {
  readonly command: string;
  /** Personal fields sealed; null where the history does not have it. */
  readonly payload: object | null;
  readonly result: CommandResult;
}

/** What came of a command with a key: told by the stream itself, folded to that command's last event. */
@Injectable()
export class Receipts {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(DecidedOrders) private readonly orders: DecidedOrders,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @returns undefined where the stream knows nothing of the command. @throws StoreUnavailableError */
  async find(stream: string, commandId: CommandId): Promise<ReceiptOfCommand | undefined> {
    const loaded = await this.cache.readThrough(kindOf(stream), stream);
    const receipt = loaded.receipts.get(commandId);
    if (receipt === undefined) return undefined;
    const events = await this.reader.readStream(stream, receipt.firstRevision);
    const own = events.filter(({ metadata }) => metadata.commandId === commandId);
    const [first] = own;
    if (first === undefined) return undefined;
    const decided = own.find(decidesOnOrder);
    const outcome = await this.engine.replay({ identity: first.metadata }, loaded);
    if (outcome === undefined) return undefined;
    const result = decided === undefined ? await this.answers.of(outcome) : await this.orders.answered(decided);
    return { command: first.metadata.command, payload: payloadOf(first), result };
  }
}

const payloadOf = ({ metadata: { payload } }: StoredEvent): object | null =>
  typeof payload === 'object' ? payload : null;
