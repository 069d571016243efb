import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { Facts } from '#commands/facts/facts.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { ForeignPositionError, MalformedPositionError, parsePosition } from '#event-store/position.js';
import { CaughtUp } from '../query/caught-up.js';
import { invalidRequest } from './request-problems.js';

/**
 * `Read-After: <position>`: a query waits for the read models to be as far; a command, and what is asked of the write
 * side, for the facts that it is decided on.
 */
@Injectable()
export class ReadAfterInterceptor implements NestInterceptor {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CaughtUp) private readonly caughtUp: CaughtUp,
    @Inject(Facts) private readonly facts: Facts,
  ) {}

  /** @throws ProblemError 400 for what is no position of an event here, 503 where it takes too long. */
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const { headers, caller, method } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = headers['read-after'];
    if (caller === null || given === undefined) return next.handle();
    const commit = await this.commitOf(String(given).trim());
    if (method === 'GET') await this.caughtUp.until(commit);
    else await this.facts.seen(commit);
    return next.handle();
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
