import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isInternal, problemOfFault } from './fault-problem.js';
import { KnownRoutes } from './known-routes.js';
import { THROWN_AWAY_BYTES_MAX } from './limits.js';
import { PROBLEM_MEDIA_TYPE, type ProblemError } from './problem.js';
import { requestProblem } from './request-problems.js';

/** Whatever was thrown becomes a problem; what we did not foresee is logged, and told as little as possible of. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(@Inject(KnownRoutes) private readonly routes: KnownRoutes) {}

  /** A caller that went away in the middle of its body is no fault of ours, and hears nothing any more. */
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = error instanceof NotFoundException ? this.nowhere(request) : problemOfFault(error);
    if (isInternal(answer) && request.raw.errored !== error)
      this.logger.error({ err: error, requestId: request.id, msg: 'unforeseen fault' });
    if (reply.sent) return;
    if (isDrainable(request)) reply.removeHeader('connection');
    sendProblem(reply, answer);
  }

  private nowhere({ method, url }: FastifyRequest): ProblemError {
    const methods = this.routes.methodsFor(url);
    // A route of any depth (the console's) may know the method, and not the file.
    if (methods.length === 0 || methods.includes(method))
      return requestProblem('not-found', 'There is nothing at this address.', { what: 'address' });
    const allow = methods.join(', ');
    return requestProblem('method-not-allowed', `${method} is not for this address.`, { allow: methods }, { allow });
  }
}

/**
 * Closed at once, the connection of a caller that is still sending would break under it before it has read our answer.
 * Left open, the rest of the body is read and thrown away; that it does not go on for ever, the request's timeout sees to.
 */
const isDrainable = ({ headers }: FastifyRequest): boolean =>
  Number(headers['content-length'] ?? 0) <= THROWN_AWAY_BYTES_MAX;

export function sendProblem(reply: FastifyReply, { problem, headers }: ProblemError): void {
  void reply.code(problem.status).headers(headers).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
}
