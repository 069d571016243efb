import { Controller, Get, Inject, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { ResellerId } from '#kernel/ids.js';
import { type ChargeAnswer, ChargeQueries } from '#read-models/charge/charge.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import { callerOf } from '../http/caller.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { DateField, Id } from '../http/input/text-fields.js';
import { Permits, READERS } from '../http/permits.js';
import { PageInput } from './page-input.js';
import { PositionInterceptor } from './position.interceptor.js';
import { page } from './read.js';

/** Both days included. */
class ChargeFilterInput extends PageInput {
  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  @DateField({ optional: true })
  readonly dueFrom?: CalendarDate;

  @DateField({ optional: true })
  readonly dueTo?: CalendarDate;
}

@ApiTags('charges')
@Controller('v1/charges')
@Permits(READERS)
export class ChargeQueryController {
  constructor(@Inject(ChargeQueries) private readonly charges: ChargeQueries) {}

  @Get()
  @ApiOperation({ summary: 'What has fallen due, oldest first', operationId: 'charges' })
  @UseInterceptors(PositionInterceptor)
  list(
    @Query(new InputPipe(ChargeFilterInput)) filter: ChargeFilterInput,
    @Req() request: FastifyRequest,
  ): Promise<Page<ChargeAnswer>> {
    return page(() => this.charges.list({ ...filter, within: callerOf(request).resellers }));
  }
}
