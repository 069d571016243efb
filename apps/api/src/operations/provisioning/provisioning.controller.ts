import { Controller, Get, Inject, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ResellerId } from '#kernel/ids.js';
import {
  STUCK_STATUSES,
  type StuckOrder,
  StuckOrderQueries,
  type StuckStatus,
} from '#read-models/due-work/stuck-orders.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import { Field } from '../../http/input/field.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { Id, OneOf } from '../../http/input/text-fields.js';
import { Permits } from '../../http/permits.js';
import { PageInput } from '../../query/page-input.js';
import { PositionInterceptor } from '../../query/position.interceptor.js';
import { page } from '../../query/read.js';

const number = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

const QueryNumber = () =>
  Field(
    {
      normalise: number,
      fault: (value) => (typeof value === 'number' ? undefined : 'must be a whole number of at most nine digits'),
      schema: { type: 'integer', minimum: 0 },
    },
    { optional: true },
  );

class StuckFilterInput extends PageInput {
  @OneOf(STUCK_STATUSES, { optional: true })
  readonly status?: StuckStatus;

  @QueryNumber()
  readonly vendorErrorCode?: number;

  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  /** In this status for at least so long. */
  @QueryNumber()
  readonly olderThanSeconds?: number;
}

@ApiTags('operations')
@Controller('v1/ops/provisioning')
@Permits(['operations'])
@UseInterceptors(PositionInterceptor)
export class ProvisioningController {
  constructor(@Inject(StuckOrderQueries) private readonly orders: StuckOrderQueries) {}

  /** They are mended by `POST subscriptions/:id/resubmit`, `…/replace` and `…/close`, each with a reason. */
  @Get()
  @ApiOperation({ summary: 'Orders that are not active yet, the oldest first', operationId: 'provisioning' })
  list(@Query(new InputPipe(StuckFilterInput)) filter: StuckFilterInput): Promise<Page<StuckOrder>> {
    return page(() => this.orders.list(filter));
  }
}
