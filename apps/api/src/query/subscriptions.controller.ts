import { Controller, Get, Inject, Param, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type ChargeAnswer, ChargeQueries } from '#read-models/charge/charge.queries.js';
import { type HistoryItem, HistoryQueries } from '#read-models/history/history.queries.js';
import { type LicenseAnswer, LicenseQueries } from '#read-models/license/license.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import type { SubscriptionAnswer } from '#read-models/subscription/subscription.answer.js';
import { SubscriptionQueries } from '#read-models/subscription/subscription.queries.js';
import { callerOf } from '../http/caller.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { SubscriptionPath } from '../http/input/paths.js';
import { Permits, READERS } from '../http/permits.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { PageInput } from './page-input.js';
import { pageWithin } from './page-within.js';
import { PositionInterceptor } from './position.interceptor.js';
import { found, page } from './read.js';
import { SubscriptionFilterInput } from './subscription-filter.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions')
@Permits(READERS)
@UseInterceptors(EtagInterceptor)
export class SubscriptionQueryController {
  constructor(
    @Inject(SubscriptionQueries) private readonly subscriptions: SubscriptionQueries,
    @Inject(ChargeQueries) private readonly charges: ChargeQueries,
    @Inject(LicenseQueries) private readonly licenses: LicenseQueries,
    @Inject(HistoryQueries) private readonly histories: HistoryQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Subscriptions, in the order in which they were ordered', operationId: 'subscriptions' })
  @UseInterceptors(PositionInterceptor)
  list(
    @Query(new InputPipe(SubscriptionFilterInput)) filter: SubscriptionFilterInput,
    @Req() request: FastifyRequest,
  ): Promise<Page<SubscriptionAnswer>> {
    return page(() => this.subscriptions.list({ ...filter, within: callerOf(request).resellers }));
  }

  @Get(':subscriptionId')
  @ApiOperation({ summary: 'A subscription', operationId: 'subscription' })
  find(@Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath): Promise<SubscriptionAnswer> {
    return found(() => this.subscriptions.find(subscriptionId), 'subscription', { subscriptionId });
  }

  @Get(':subscriptionId/charges')
  @ApiOperation({ summary: 'What has fallen due, oldest first', operationId: 'subscriptionCharges' })
  @UseInterceptors(PositionInterceptor)
  chargesOf(
    @Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath,
    @Query(new InputPipe(PageInput)) input: PageInput,
  ): Promise<Page<ChargeAnswer>> {
    return found(() => this.charges.ofSubscription(subscriptionId, input), 'subscription', { subscriptionId });
  }

  @Get(':subscriptionId/licenses')
  @ApiOperation({ summary: 'Who holds a seat, the longest holder first', operationId: 'licenses' })
  @UseInterceptors(PositionInterceptor)
  licensesOf(
    @Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath,
    @Query(new InputPipe(PageInput)) input: PageInput,
  ): Promise<Page<LicenseAnswer>> {
    return found(() => this.licenses.list(subscriptionId, input), 'subscription', { subscriptionId });
  }

  @Get(':subscriptionId/history')
  @ApiOperation({ summary: 'What happened, in order', operationId: 'history' })
  @UseInterceptors(PositionInterceptor)
  async historyOf(
    @Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath,
    @Query(new InputPipe(PageInput)) input: PageInput,
  ): Promise<Page<HistoryItem>> {
    const { items } = await found(() => this.histories.list(subscriptionId), 'subscription', { subscriptionId });
    return page(async () => pageWithin('history', items, ({ revision }) => String(revision), input));
  }
}
