import { Controller, Get, Inject, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { formatProductId } from '#domain/plan/product-id.js';
import type { ResellerId } from '#kernel/ids.js';
import { CatalogueQueries, type ChoicesAnswer } from '#read-models/catalogue/catalogue.queries.js';
import {
  type CatalogueItem,
  type ServicePlanAnswer,
  ServicePlanQueries,
} from '#read-models/catalogue/service-plan.queries.js';
import type { Page } from '#read-models/paging/cursor.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { ServicePlanPath } from '../http/input/paths.js';
import { Id, OneOf, Text } from '../http/input/text-fields.js';
import { Permits, READERS } from '../http/permits.js';
import { PERIODS, SUPPORT_LEVELS } from '../intake/list-service-plan.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { PageInput } from './page-input.js';
import { PositionInterceptor } from './position.interceptor.js';
import { found, page } from './read.js';

/** What the wizard's caller chose so far. */
class ChoicesInput {
  @Id()
  readonly resellerId: ResellerId;

  @Text({ min: 1, max: 200, optional: true })
  readonly product?: string;

  @OneOf(PERIODS, { optional: true })
  readonly period?: string;

  @OneOf(SUPPORT_LEVELS, { optional: true })
  readonly supportLevel?: string;
}

class CatalogueInput extends PageInput {
  @Id()
  readonly resellerId: ResellerId;

  @Text({ min: 1, max: 200, optional: true })
  readonly product?: string;

  @OneOf(PERIODS, { optional: true })
  readonly period?: string;

  @OneOf(SUPPORT_LEVELS, { optional: true })
  readonly supportLevel?: string;

  @Text({ min: 0, max: 200, optional: true })
  readonly q?: string;
}

@ApiTags('catalogue')
@Controller('v1')
@Permits(READERS)
@UseInterceptors(EtagInterceptor)
export class CatalogueQueryController {
  constructor(
    @Inject(CatalogueQueries) private readonly catalogue: CatalogueQueries,
    @Inject(ServicePlanQueries) private readonly plans: ServicePlanQueries,
  ) {}

  @Get('catalogue')
  @ApiOperation({ summary: 'What a reseller may buy', operationId: 'catalogue' })
  @UseInterceptors(PositionInterceptor)
  list(@Query(new InputPipe(CatalogueInput)) input: CatalogueInput): Promise<Page<CatalogueItem>> {
    const { resellerId, ...filter } = input;
    return found(() => this.catalogue.list(resellerId, filter), 'reseller', { resellerId });
  }

  @Get('catalogue/choices')
  @ApiOperation({ summary: "The wizard's next step", operationId: 'choices' })
  @UseInterceptors(PositionInterceptor)
  choices(@Query(new InputPipe(ChoicesInput)) input: ChoicesInput): Promise<ChoicesAnswer> {
    const { resellerId, ...choice } = input;
    return found(() => this.catalogue.choices(resellerId, choice), 'reseller', { resellerId });
  }

  @Get('service-plans')
  @ApiOperation({ summary: 'Every service plan that was ever listed, by product ID', operationId: 'servicePlans' })
  @UseInterceptors(PositionInterceptor)
  allPlans(@Query(new InputPipe(PageInput)) input: PageInput): Promise<Page<ServicePlanAnswer>> {
    return page(() => this.plans.list(input));
  }

  @Get('service-plans/:productId')
  @ApiOperation({ summary: 'A service plan, on sale or not', operationId: 'servicePlan' })
  plan(@Param(new InputPipe(ServicePlanPath)) { productId }: ServicePlanPath): Promise<ServicePlanAnswer> {
    return found(() => this.plans.find(productId), 'service-plan', { productId: formatProductId(productId) });
  }
}
