import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import type { CommandResult } from '../command.js';
import type { StreamState } from '../stream-state.js';
import type { Outcome } from './stream-task.js';

/** Turns what came of a task into what the bus answers. */
@Injectable()
export class Answers {
  /** Never another one while this process runs. */
  private storeId: string | undefined;

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  async of<Name extends keyof StreamState>(
    outcome: Outcome<NonNullable<StreamState[Name]>>,
  ): Promise<CommandResult<Name>> {
    if (outcome.outcome === 'refused') return outcome;
    const { loaded, replayed, changed, created } = outcome;
    const { stream, state, revision, lastPosition } = loaded;
    const position = await this.position(lastPosition);
    return { outcome: 'accepted', stream, created, replayed, changed, revision, position, state };
  }

  /** Where there is no event, the newest of all: whoever reads after it sees that there is none. */
  private async position(commit: bigint | undefined): Promise<string> {
    this.storeId ??= await this.reader.storeId();
    return formatPosition(this.storeId, commit ?? (await this.reader.head()) ?? 0n);
  }
}
