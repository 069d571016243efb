import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Query, Req, StreamableFile, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DueQueries } from '#read-models/due-work/due.queries.js';
import type { DueItem } from '#read-models/due-work/due-items.js';
import { type DueSummary, DueSummaryQueries } from '#read-models/due-work/due-summary.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { Permits } from '../../http/permits.js';
import { PositionInterceptor } from '../../query/position.interceptor.js';
import { page } from '../../query/read.js';
import { CSV_PAGE_MAX, dueCsv } from './due-csv.js';
import { DueInput, DueSummaryInput, OverdueInput, windowOf } from './due-input.js';
import { Overdue } from './overdue.js';

const CSV = 'text/csv';

/** Said by name, not by a wildcard: whoever has no wish gets JSON. */
const wantsCsv = ({ headers: { accept = '' } }: FastifyRequest): boolean =>
  accept.split(',').some((one) => one.split(';', 1)[0]?.trim().toLowerCase() === CSV);

@ApiTags('operations')
@Controller('v1/ops')
@Permits(['operations'])
@UseInterceptors(PositionInterceptor)
export class DueController {
  constructor(
    @Inject(DueQueries) private readonly due: DueQueries,
    @Inject(DueSummaryQueries) private readonly summaries: DueSummaryQueries,
    @Inject(Overdue) private readonly late: Overdue,
  ) {}

  @Get('due')
  @RouteConfig({ takesLong: true })
  @Header('vary', 'accept')
  @ApiOperation({ summary: 'What falls due in the present terms, in due order', operationId: 'due' })
  @ApiProduces('application/json', CSV)
  async list(
    @Query(new InputPipe(DueInput)) input: DueInput,
    @Req() request: FastifyRequest,
  ): Promise<Page<DueItem> | StreamableFile> {
    const window = windowOf(input, this.due);
    if (!wantsCsv(request)) return page(() => this.due.list(window, input));
    const read = (cursor = input.cursor) => this.due.list(window, { ...input, cursor }, CSV_PAGE_MAX);
    return asCsv(await page(read), read);
  }

  @Get('due/summary')
  @ApiOperation({ summary: 'How much falls due, by day, week or quarter', operationId: 'dueSummary' })
  async summary(
    @Query(new InputPipe(DueSummaryInput)) input: DueSummaryInput,
  ): Promise<{ readonly items: readonly DueSummary[]; readonly nextCursor: null }> {
    const items = await this.summaries.summary(windowOf(input, this.due), input.by ?? 'day', input);
    return { items, nextCursor: null };
  }

  @Get('overdue')
  @RouteConfig({ takesLong: true })
  @Header('vary', 'accept')
  @ApiOperation({ summary: 'What was due and did not happen, the oldest first', operationId: 'overdue' })
  @ApiProduces('application/json', CSV)
  async overdue(
    @Query(new InputPipe(OverdueInput)) input: OverdueInput,
    @Req() request: FastifyRequest,
  ): Promise<Page<DueItem> | StreamableFile> {
    if (!wantsCsv(request)) return page(() => this.late.list(input));
    const read = (cursor = input.cursor) => this.late.list({ ...input, ...(cursor && { cursor }) }, CSV_PAGE_MAX);
    return asCsv(await page(read), read);
  }
}

/** The first page is there already: what is wrong with the question is said before the answer begins. */
function asCsv(first: Page<DueItem>, next: (cursor: string) => Promise<Page<DueItem>>): StreamableFile {
  return new StreamableFile(Readable.from(dueCsv(first, next), { highWaterMark: 1 }), {
    type: `${CSV}; charset=utf-8`,
  });
}
