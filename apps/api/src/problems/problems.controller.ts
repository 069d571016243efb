import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemKind } from '../http/problem.js';
import { notFound } from '../http/request-problems.js';
import { EXPLANATIONS, type Explanation } from './explanations.js';
import { PROBLEM_KINDS, type ProblemCode } from './problem-kinds.js';
import { problemPage, problemsPage } from './problem-page.js';

const KINDS = [...PROBLEM_KINDS.values()].sort(
  (one, other) => one.status - other.status || (one.code < other.code ? -1 : 1),
);

/** Where the `type` of every problem leads. Open to everybody: whoever has no valid key may read why. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  @Get()
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): object | string {
    if (asksForHtml(request)) return html(reply, problemsPage(KINDS));
    return { items: KINDS.map(printed) };
  }

  @Get(':code')
  explain(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object | string {
    const kind = PROBLEM_KINDS.get(code);
    if (kind === undefined) throw notFound('problem', { code });
    const explanation: Explanation = EXPLANATIONS[code as ProblemCode];
    return asksForHtml(request) ? html(reply, problemPage(kind, explanation)) : { ...printed(kind), ...explanation };
  }
}

const asksForHtml = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html');

const printed = ({ code, status, title }: ProblemKind) => ({ type: `/problems/${code}`, code, status, title });

function html(reply: FastifyReply, page: string): string {
  reply.type('text/html; charset=utf-8');
  return page;
}
