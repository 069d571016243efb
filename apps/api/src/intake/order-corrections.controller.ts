import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CloseOrderBody, closeOrder } from './close-order.js';
import { CorrectOrderBody } from './correct-order.js';
import { HttpIntake } from './http-intake.js';
import { replaceOrder } from './replace-order.js';
import { resubmitOrder } from './resubmit-order.js';
import { Takes } from './takes.js';

@ApiTags('orders')
@Controller('v1/subscriptions/:subscriptionId')
export class OrderCorrectionController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Post('resubmit')
  @Takes(resubmitOrder, { body: CorrectOrderBody, key: 'required' })
  resubmit(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(resubmitOrder, request, reply);
  }

  @Post('replace')
  @Takes(replaceOrder, { body: CorrectOrderBody, key: 'required' })
  replace(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(replaceOrder, request, reply);
  }

  @Post('close')
  @Takes(closeOrder, { body: CloseOrderBody, key: 'required' })
  close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(closeOrder, request, reply);
  }
}
