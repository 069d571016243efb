import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import { ResellerScope } from '../access/reseller-scope.js';
import { isNdjson } from '../http/bodies.js';
import { callerOf } from '../http/caller.js';
import { readInput } from '../http/input/read-input.js';
import { Permits, READERS } from '../http/permits.js';
import { unsupportedMediaType } from '../http/request-problems.js';
import { cutoffItem, planItem } from '../intake/answers.js';
import { OrderSubscriptionBody } from '../intake/order-subscription.js';
import { problemOfRefusal } from '../intake/refusal-problem.js';
import { WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';

@ApiTags('orders')
@Controller('v1/orders/preview')
@Permits(READERS)
export class OrderPreviewController {
  constructor(
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
    @Inject(ResellerScope) private readonly scope: ResellerScope,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  /** Judged as the order would be; changes nothing, so it needs no key. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'What an order would come to if activated today', operationId: 'previewOrder' })
  @ApiBody({ type: OrderSubscriptionBody })
  async preview(@Req() request: FastifyRequest): Promise<object> {
    const { body } = request;
    if (isNdjson(body)) throw unsupportedMediaType('application/json');
    const asked = readInput(OrderSubscriptionBody, body);
    await this.scope.check(callerOf(request), asked);
    const position = formatPosition(await this.reader.storeId(), (await this.reader.head()) ?? 0n);
    const previewed = await this.writeSide.preview(asked);
    if (previewed.outcome === 'refused') throw problemOfRefusal(previewed.refusal);
    const { term, cutoff, commitment, charges, refundable } = previewed.preview;
    const { plan, quantity, price } = previewed.preview.order;
    return {
      ...planItem(plan),
      price,
      quantity,
      term,
      cutoff: cutoffItem(cutoff),
      commitment: { totalMinor: commitment.amountMinor, currency: commitment.currency, until: term.endDate },
      charges,
      refundable,
      position,
    };
  }
}
