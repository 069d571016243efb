import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isInternal, problemOfFault } from './fault-problem.js';
import { KnownRoutes } from './known-routes.js';
import { PROBLEM_MEDIA_TYPE, type ProblemError } from './problem.js';
import { requestProblem } from './request-problems.js';

/** Whatever was thrown becomes a problem; what we did not foresee is logged, and told as little as possible of. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(@Inject(KnownRoutes) private readonly routes: KnownRoutes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = error instanceof NotFoundException ? this.nowhere(request) : problemOfFault(error);
    if (isInternal(answer)) this.logger.error({ err: error, requestId: request.id, msg: 'unforeseen fault' });
    if (!reply.sent) sendProblem(reply, answer);
  }

  private nowhere({ method, url }: FastifyRequest): ProblemError {
    const methods = this.routes.methodsFor(url);
    if (methods.length === 0)
      return requestProblem('not-found', 'There is nothing at this address.', { what: 'address' });
    const allow = methods.join(', ');
    return requestProblem('method-not-allowed', `${method} is not for this address.`, { allow: methods }, { allow });
  }
}

export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemError): void {
  void reply.code(problem.status).headers(headers).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
}
