import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpIntake } from '../../intake/http-intake.js';
import { Takes } from '../../intake/takes.js';
import { HoldBody, holdDueWork, releaseDueWork } from './holds.js';

@ApiTags('operations')
@Controller('v1/ops/subscriptions/:subscriptionId')
export class HoldController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Post('hold')
  @Takes(holdDueWork, { body: HoldBody, key: 'required' })
  hold(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(holdDueWork, request, reply);
  }

  @Post('release')
  @Takes(releaseDueWork, { body: HoldBody, key: 'required' })
  release(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(releaseDueWork, request, reply);
  }
}
