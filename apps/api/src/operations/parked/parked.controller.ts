import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ParkedRequests, type ParkedStream } from '#read-models/parked/parked.requests.js';
import type { ParkedAnswer } from '#read-models/parked/parked.rows.js';
import { PROJECTION_NAMES, type ProjectionName } from '#read-models/progress/checkpoint.rows.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { readInput } from '../../http/input/read-input.js';
import { OneOf, Text } from '../../http/input/text-fields.js';
import { Permits } from '../../http/permits.js';
import { notFound } from '../../http/request-problems.js';
import { Reason } from '../../intake/order-fields.js';
import { operatorOf, requestIdOf } from '../operator.js';
import { asked } from '../projector-problems.js';

const KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
/** A category, and an id in it. */
const STREAM_CHARACTERS_MAX = 200;

class ParkedPath {
  @OneOf(PROJECTION_NAMES)
  readonly projection: ProjectionName;

  @Text({ min: 1, max: STREAM_CHARACTERS_MAX })
  readonly stream: string;
}

class TryBody {
  @Reason({ optional: true })
  readonly reason?: string;
}

class ReleaseBody {
  @Reason()
  readonly reason: string;
}

/** What projections go on without. */
@ApiTags('operations')
@Controller('v1/ops/parked')
@Permits(['operations'])
export class ParkedController {
  constructor(@Inject(ParkedRequests) private readonly parked: ParkedRequests) {}

  @Get()
  @ApiOperation({ summary: 'Parked streams, the longest parked first, with the error', operationId: 'parked' })
  async list(): Promise<{ readonly items: readonly ParkedStream[]; readonly nextCursor: null }> {
    return { items: await this.parked.list(), nextCursor: null };
  }

  @Post(':projection/:stream/try')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'What a release would do; changes nothing', operationId: 'tryParked' })
  @ApiBody({ type: TryBody, required: false })
  @ApiHeader(KEY_HEADER)
  try(
    @Param(new InputPipe(ParkedPath)) path: ParkedPath,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ParkedAnswer> {
    const { reason = null } = readInput(TryBody, body ?? {});
    return this.ask(path, 'try', reason, request);
  }

  @Post(':projection/:stream/release')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Applies what is parked, in order, or nothing of it', operationId: 'releaseParked' })
  @ApiBody({ type: ReleaseBody })
  @ApiHeader(KEY_HEADER)
  release(
    @Param(new InputPipe(ParkedPath)) path: ParkedPath,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ParkedAnswer> {
    const { reason } = readInput(ReleaseBody, body);
    return this.ask(path, 'release', reason, request);
  }

  private async ask(
    { projection, stream }: ParkedPath,
    action: 'try' | 'release',
    reason: string | null,
    request: FastifyRequest,
  ): Promise<ParkedAnswer> {
    const order = { requestId: requestIdOf(request), projection, stream, action, by: operatorOf(request), reason };
    const known = await this.parked.answerTo(order.requestId);
    if (known !== null) return known;
    if (!(await this.parked.isParked(projection, stream))) throw notFound('parked stream', { projection, stream });
    return asked(() => this.parked.ask(order));
  }
}
