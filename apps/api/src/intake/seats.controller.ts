import { Controller, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AddSeatsBody, addSeats } from './add-seats.js';
import { HttpIntake } from './http-intake.js';
import { reduceSeatsAtRenewal, SeatsAtRenewalBody } from './reduce-seats-at-renewal.js';
import { PlanAtRenewalBody, switchTermAtRenewal } from './switch-term-at-renewal.js';
import { Takes } from './takes.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:subscriptionId')
export class SeatIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Post('seats')
  @Takes(addSeats, { body: AddSeatsBody, key: 'required' })
  add(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(addSeats, request, reply);
  }

  @Put('seats-at-renewal')
  @Takes(reduceSeatsAtRenewal, { body: SeatsAtRenewalBody, key: 'taken' })
  reduceAtRenewal(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(reduceSeatsAtRenewal, request, reply);
  }

  @Put('plan-at-renewal')
  @Takes(switchTermAtRenewal, { body: PlanAtRenewalBody, key: 'taken' })
  switchTermAtRenewal(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.intake.answer(switchTermAtRenewal, request, reply);
  }
}
