import { Controller, Get, Inject, Param, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ResellerAnswer, ResellerQueries } from '#read-models/reseller/reseller.queries.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { ResellerPath } from '../http/input/paths.js';
import { Permits, READERS } from '../http/permits.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { found } from './read.js';

@ApiTags('resellers')
@Controller('v1/resellers/:resellerId')
@Permits(READERS)
@UseInterceptors(EtagInterceptor)
export class ResellerQueryController {
  constructor(@Inject(ResellerQueries) private readonly resellers: ResellerQueries) {}

  @Get()
  @ApiOperation({ summary: 'A reseller and the status of its CSN', operationId: 'reseller' })
  find(@Param(new InputPipe(ResellerPath)) { resellerId }: ResellerPath): Promise<ResellerAnswer> {
    return found(() => this.resellers.find(resellerId), 'reseller', { resellerId });
  }
}
