import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Permits } from '../http/permits.js';
import type { IntakeCommand } from './intake-command.js';

interface RouteOfCommand {
  /** The payload without what is in the path; left out where there is no body to speak of. */
  readonly body?: Type<object>;
  /** Whether the route is a POST that changes something. */
  readonly key: 'required' | 'taken';
}

/** What a route says of the command that it takes: who may, and to the documentation, what it wants. */
export const Takes = (one: IntakeCommand, { body, key }: RouteOfCommand): MethodDecorator =>
  applyDecorators(
    Permits(one.permits),
    ApiOperation({ summary: one.name, operationId: one.name }),
    ...(body === undefined ? [] : [ApiBody({ type: body })]),
    ApiHeader({
      name: 'Idempotency-Key',
      required: key === 'required',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({ name: 'If-Match', description: 'Only at this revision: an ETag, or *', schema: { type: 'string' } }),
    ApiHeader({
      name: 'Read-After',
      description: 'Decide on facts from after this position',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: '2XX', description: 'Accepted; with ETag, revision and position' }),
    ApiResponse({ status: '4XX', description: 'A problem (RFC 9457) with a stable code' }),
    ApiResponse({ status: 503, description: 'A problem; come back after Retry-After seconds' }),
  );
