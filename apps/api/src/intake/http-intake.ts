import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isNdjson } from '../http/bodies.js';
import { callerOf } from '../http/caller.js';
import { etagOf } from '../http/etag.js';
import { readIdempotencyKey } from '../http/idempotency-key.js';
import { readIfMatch } from '../http/if-match.js';
import { isObject } from '../http/input/read-input.js';
import { invalidRequest, unsupportedMediaType } from '../http/request-problems.js';
import { Intake } from './intake.js';
import type { IntakeCommand } from './intake-command.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The intake's HTTP door: body and path become a payload, the answer gets its headers. */
@Injectable()
export class HttpIntake {
  constructor(@Inject(Intake) private readonly intake: Intake) {}

  /**
   * @param also what the key says where the body does not.
   * @returns JSON, and the reply says so.
   * @throws ProblemError; faults as they come.
   */
  async answer(one: IntakeCommand, request: FastifyRequest, reply: FastifyReply, also: object = {}): Promise<string> {
    const idempotencyKey = readIdempotencyKey(request.headers['idempotency-key'], {
      required: request.method === 'POST' && one.changesSomething,
      pointer: '',
    });
    const onlyAt = readIfMatch(request.headers['if-match']);
    const asking = { caller: callerOf(request), idempotencyKey, requestId: request.id, pointer: '', onlyAt };
    const asked = this.intake.read(one, { ...payloadOf(request), ...also }, asking);
    const { status, body, revision, replayed } = await this.intake.carryOut(asked);
    reply.code(status).type(JSON_TYPE);
    if (revision >= 0) reply.header('etag', etagOf(revision));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return body;
  }
}

/** @throws ProblemError 400 or 415; a body may not say again what the path says. */
function payloadOf({ body, params }: FastifyRequest): object {
  const fromPath = isObject(params) ? params : {};
  if (body === undefined || body === null) return fromPath;
  if (isNdjson(body)) throw unsupportedMediaType('application/json');
  if (!isObject(body)) throw invalidRequest([{ pointer: '', detail: 'the body must be an object' }]);
  const repeated = Object.keys(body).filter((name) => Object.hasOwn(fromPath, name));
  if (repeated.length > 0) {
    throw invalidRequest(repeated.map((name) => ({ pointer: `/${name}`, detail: 'is in the path already' })));
  }
  return { ...body, ...fromPath };
}
