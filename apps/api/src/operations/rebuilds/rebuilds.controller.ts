import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { RebuildRequests } from '#read-models/rebuilds/rebuild.requests.js';
import type { RebuildRow, RebuildWish } from '#read-models/rebuilds/rebuild.rows.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { readInput } from '../../http/input/read-input.js';
import { Permits } from '../../http/permits.js';
import { found } from '../../query/read.js';
import { operatorOf, requestIdOf } from '../operator.js';
import { asked } from '../projector-problems.js';
import { type RebuildAnswer, rebuildAnswer } from './rebuild-answer.js';
import { namesOf, RebuildBody, RebuildPath, WishBody } from './rebuild-input.js';

const KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Rebuilds, as operators want and see them; the projector that leads does the work. */
@ApiTags('operations')
@Controller('v1/ops/rebuilds')
@Permits(['operations'])
export class RebuildsController {
  constructor(
    @Inject(RebuildRequests) private readonly rebuilds: RebuildRequests,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Rebuilds projections beside those that serve', operationId: 'rebuild' })
  @ApiBody({ type: RebuildBody })
  @ApiHeader(KEY_HEADER)
  async order(@Body() body: unknown, @Req() request: FastifyRequest): Promise<RebuildAnswer> {
    const rebuildId = requestIdOf(request);
    const input = readInput(RebuildBody, body);
    const { eventsPerSecondMax = null, reason = null } = input;
    const projections = namesOf(input);
    const by = operatorOf(request);
    return this.shown(
      await asked(() => this.rebuilds.order({ rebuildId, projections, eventsPerSecondMax, by, reason })),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Rebuilds, newest first', operationId: 'rebuilds' })
  async list(): Promise<{ readonly items: readonly RebuildAnswer[]; readonly nextCursor: null }> {
    const rows = await this.rebuilds.list();
    return { items: await Promise.all(rows.map((row) => this.shown(row))), nextCursor: null };
  }

  @Get(':rebuildId')
  @ApiOperation({ summary: 'A rebuild: progress, proof and preview', operationId: 'rebuildStatus' })
  async find(@Param(new InputPipe(RebuildPath)) { rebuildId }: RebuildPath): Promise<RebuildAnswer> {
    return this.shown(await found(() => this.rebuilds.find(rebuildId), 'rebuild', { rebuildId }));
  }

  @Post(':rebuildId/cut-over')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Serves the rebuilt tables from one moment to the next', operationId: 'cutOver' })
  @ApiBody({ type: WishBody })
  @ApiHeader(KEY_HEADER)
  cutOver(
    @Param(new InputPipe(RebuildPath)) path: RebuildPath,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<RebuildAnswer> {
    return this.wish(path, 'cut-over', body, request);
  }

  @Post(':rebuildId/roll-back')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Serves the old tables again, with what happened since', operationId: 'rollBack' })
  @ApiBody({ type: WishBody })
  @ApiHeader(KEY_HEADER)
  rollBack(
    @Param(new InputPipe(RebuildPath)) path: RebuildPath,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<RebuildAnswer> {
    return this.wish(path, 'roll-back', body, request);
  }

  @Post(':rebuildId/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Drops a rebuild that is not served', operationId: 'cancelRebuild' })
  @ApiBody({ type: WishBody })
  @ApiHeader(KEY_HEADER)
  cancel(
    @Param(new InputPipe(RebuildPath)) path: RebuildPath,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<RebuildAnswer> {
    return this.wish(path, 'cancel', body, request);
  }

  /** Asked twice it is done once: that is so by what it asks for, and the key is only for the log. */
  private async wish({ rebuildId }: RebuildPath, wish: RebuildWish, body: unknown, request: FastifyRequest) {
    requestIdOf(request);
    const { reason } = readInput(WishBody, body);
    const asking = { by: operatorOf(request), reason };
    const row = await found(() => asked(() => this.rebuilds.ask(rebuildId, wish, asking)), 'rebuild', { rebuildId });
    return this.shown(row);
  }

  private async shown(row: RebuildRow): Promise<RebuildAnswer> {
    return rebuildAnswer(row, await this.reader.storeId());
  }
}
