import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type RedoneCutoff, RedoneCutoffs } from '#history/cutoff/redone-cutoffs.js';
import { type Explanation, Explanations } from '#history/reading/explanations.js';
import { type AsOf, type Difference, Past } from '#history/reading/past.js';
import { type TimelineEntry, Timelines } from '#history/reading/timeline.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { Page } from '#read-models/paging/cursor.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { SubscriptionPath } from '../../http/input/paths.js';
import { Permits } from '../../http/permits.js';
import { invalidRequest } from '../../http/request-problems.js';
import { PageInput } from '../../query/page-input.js';
import { found } from '../../query/read.js';
import { AsOfInput, CutoffInput, DiffInput, ExplainInput, HistoryPath, historyOf } from './history-input.js';

@ApiTags('operations')
@Controller('v1/ops')
@Permits(['operations'])
export class HistoryController {
  constructor(
    @Inject(Timelines) private readonly timelines: Timelines,
    @Inject(Past) private readonly past: Past,
    @Inject(Explanations) private readonly explanations: Explanations,
    @Inject(RedoneCutoffs) private readonly cutoffs: RedoneCutoffs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':kind/:id/timeline')
  @ApiOperation({ summary: 'What happened and what was refused, oldest first', operationId: 'timeline' })
  timeline(
    @Param(new InputPipe(HistoryPath)) path: HistoryPath,
    @Query(new InputPipe(PageInput)) input: PageInput,
  ): Promise<Page<TimelineEntry>> {
    return found(() => this.timelines.page(historyOf(path), input), 'history', { ...path });
  }

  @Get(':kind/:id/as-of')
  @ApiOperation({ summary: 'What it looked like at an instant', operationId: 'asOf' })
  asOf(
    @Param(new InputPipe(HistoryPath)) path: HistoryPath,
    @Query(new InputPipe(AsOfInput)) { at = this.clock.now(), time = 'recorded' }: AsOfInput,
  ): Promise<AsOf> {
    return found(() => this.past.asOf(historyOf(path), at, time), 'history', { ...path });
  }

  @Get(':kind/:id/diff')
  @ApiOperation({ summary: 'What changed between two instants, field by field, and by what', operationId: 'diff' })
  diff(
    @Param(new InputPipe(HistoryPath)) path: HistoryPath,
    @Query(new InputPipe(DiffInput)) { from, to = this.clock.now(), time = 'recorded' }: DiffInput,
  ): Promise<Difference> {
    if (from > to) throw invalidRequest([{ pointer: '/from', detail: `is after ${to}` }]);
    return found(() => this.past.difference(historyOf(path), from, to, time), 'history', { ...path });
  }

  @Get(':kind/:id/explain')
  @ApiOperation({ summary: 'Why a field says what it says', operationId: 'explain' })
  async explain(
    @Param(new InputPipe(HistoryPath)) path: HistoryPath,
    @Query(new InputPipe(ExplainInput)) { field }: ExplainInput,
  ): Promise<Explanation> {
    const explain = () => this.explanations.explain(historyOf(path), field, this.clock.now());
    const explanation = await found(explain, 'history', { ...path });
    if (explanation === 'no such field') throw invalidRequest([{ pointer: '/field', detail: 'names nothing here' }]);
    return explanation;
  }

  @Get('subscriptions/:subscriptionId/cutoff')
  @ApiOperation({ summary: 'How a cutoff came about, day by day', operationId: 'cutoff' })
  cutoff(
    @Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath,
    @Query(new InputPipe(CutoffInput)) { term }: CutoffInput,
  ): Promise<RedoneCutoff> {
    return found(() => this.cutoffs.redo(subscriptionId, term), 'cutoff', { subscriptionId });
  }
}
