import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { ForeignPositionError, formatPosition, MalformedPositionError, parsePosition } from '#event-store/position.js';
import { invalidRequest } from '../http/request-problems.js';

/** For whoever wants to hear only what happens from now on. */
export const END = 'end';

/** Positions as callers give and get them. */
@Injectable()
export class FeedPositions {
  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /**
   * @param pointer where it is in the request.
   * @returns undefined for none: from the first event of all.
   * @throws ProblemError 400 for what is no position, one of another store, or one at which no event is.
   * @throws StoreUnavailableError
   */
  async read(text: string | undefined, pointer: string): Promise<bigint | undefined> {
    if (text === undefined) return undefined;
    if (text === END) return this.reader.head();
    const position = this.parsed(text, await this.reader.storeId(), pointer);
    if ((await this.reader.idAt(position)) !== undefined) return position;
    throw invalidRequest([{ pointer, detail: 'is a position at which no event is' }]);
  }

  async format(position: bigint): Promise<string> {
    return formatPosition(await this.reader.storeId(), position);
  }

  private parsed(text: string, storeId: string, pointer: string): bigint {
    try {
      return parsePosition(storeId, text);
    } catch (error) {
      if (error instanceof ForeignPositionError) {
        throw invalidRequest([{ pointer, detail: 'is a position of another store' }]);
      }
      if (error instanceof MalformedPositionError) throw invalidRequest([{ pointer, detail: 'is not a position' }]);
      throw error;
    }
  }
}
