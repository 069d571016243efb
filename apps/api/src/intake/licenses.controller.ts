import { Controller, Delete, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assignLicense } from './assign-license.js';
import { HttpIntake } from './http-intake.js';
import { OnSubscriptionBody } from './on-subscription.js';
import { Takes } from './takes.js';
import { unassignLicense } from './unassign-license.js';

@ApiTags('licences')
@Controller('v1/subscriptions/:subscriptionId/licenses/:endUserId')
export class LicenseIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Put()
  @Takes(assignLicense, { body: OnSubscriptionBody, key: 'taken' })
  assign(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(assignLicense, request, reply);
  }

  @Delete()
  @Takes(unassignLicense, { body: OnSubscriptionBody, key: 'taken' })
  unassign(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(unassignLicense, request, reply);
  }
}
