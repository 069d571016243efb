import { Controller, Delete, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpIntake } from './http-intake.js';
import { ListServicePlanBody, listServicePlan } from './list-service-plan.js';
import { Takes } from './takes.js';
import { withdrawServicePlan } from './withdraw-service-plan.js';

@ApiTags('catalogue')
@Controller('v1/service-plans/:productId')
export class ServicePlanIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Put()
  @Takes(listServicePlan, { body: ListServicePlanBody, key: 'taken' })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(listServicePlan, request, reply);
  }

  @Delete()
  @Takes(withdrawServicePlan, { key: 'taken' })
  withdraw(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(withdrawServicePlan, request, reply);
  }
}
