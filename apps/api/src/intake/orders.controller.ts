import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpIntake } from './http-intake.js';
import { OrderSubscriptionBody, orderSubscription } from './order-subscription.js';
import { Takes } from './takes.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrderIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Post()
  @Takes(orderSubscription, { body: OrderSubscriptionBody, key: 'required' })
  order(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(orderSubscription, request, reply);
  }
}
