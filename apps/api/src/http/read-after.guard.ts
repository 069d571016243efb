import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { ForeignPositionError, MalformedPositionError, parsePosition } from '#event-store/position.js';
import { CaughtUp } from '../query/caught-up.js';
import { WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';
import { invalidRequest } from './request-problems.js';

/**
 * `Read-After: <position>`: a query waits for the read models to be as far; a command, and what is asked of the write
 * side, for the facts that it is decided on. A guard, the last one: whoever may not ask need not wait, and nothing is
 * wrapped around the answers of those who do not ask for it.
 */
@Injectable()
export class ReadAfterGuard implements CanActivate {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CaughtUp) private readonly caughtUp: CaughtUp,
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
  ) {}

  /** @throws ProblemError 400 for what is no position of an event here, 503 where it takes too long. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { headers, caller, method } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = headers['read-after'];
    if (caller === null || given === undefined) return true;
    return this.waitFor(String(given).trim(), method);
  }

  private async waitFor(position: string, method: string): Promise<true> {
    const commit = await this.commitOf(position);
    if (method === 'GET') await this.caughtUp.until(commit);
    else await this.writeSide.seen(commit);
    return true;
  }

  private async commitOf(text: string): Promise<bigint> {
    const commit = parsed(await this.reader.storeId(), text);
    if ((await this.reader.idAt(commit)) === undefined) throw notAPosition('is a position at which no event is');
    return commit;
  }
}

function parsed(storeId: string, text: string): bigint {
  try {
    return parsePosition(storeId, text);
  } catch (error) {
    if (error instanceof ForeignPositionError) throw notAPosition('is a position of another store');
    if (error instanceof MalformedPositionError) throw notAPosition('is not a position');
    throw error;
  }
}

const notAPosition = (what: string) => invalidRequest([{ pointer: '', detail: `Read-After ${what}` }]);
