import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { etagOf } from '../http/etag.js';
import { isObject } from '../http/input/read-input.js';

/** What is read of one thing has its revision as entity tag, as a write to it would answer. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer) => {
        if (isObject(answer) && typeof answer.revision === 'number') reply.header('etag', etagOf(answer.revision));
      }),
    );
  }
}
