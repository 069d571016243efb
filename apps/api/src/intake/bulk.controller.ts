import { Readable } from 'node:stream';
import { Controller, HttpCode, Inject, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { goneSignal } from '../http/answer-end.js';
import { isNdjson, NDJSON_MEDIA_TYPES } from '../http/bodies.js';
import { takeYourTime } from '../http/body-deadline.js';
import { callerOf } from '../http/caller.js';
import { Permits } from '../http/permits.js';
import { unsupportedMediaType } from '../http/request-problems.js';
import { Bulk } from './bulk.js';

const [NDJSON] = NDJSON_MEDIA_TYPES;

@ApiTags('commands')
@Controller('v1/commands')
export class BulkController {
  constructor(@Inject(Bulk) private readonly bulk: Bulk) {}

  /** One answer a line, in order, while the lines still come; what a role may not do is said of the line. */
  @Post()
  @HttpCode(200)
  @Permits(['intake', 'operations'])
  @RouteConfig({ takesLong: true })
  @ApiOperation({ summary: 'Commands by name, in bulk', operationId: 'commands' })
  @ApiConsumes(NDJSON)
  @ApiProduces(NDJSON)
  @ApiBody({ schema: { type: 'string', example: '{"idempotencyKey": "…", "command": "AddSeats", "payload": {}}' } })
  commands(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): StreamableFile {
    const { body } = request;
    if (!isNdjson(body)) throw unsupportedMediaType(NDJSON);
    takeYourTime(request);
    const gone = goneSignal(reply);
    const asked = { body, caller: callerOf(request), requestId: request.id, signal: gone };
    const answers = this.bulk.carryOut(asked);
    return new StreamableFile(Readable.from(answers, { highWaterMark: 1 }), { type: NDJSON });
  }
}
