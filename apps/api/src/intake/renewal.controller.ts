import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DisableAutoRenewBody, disableAutoRenew } from './disable-auto-renew.js';
import { enableAutoRenew } from './enable-auto-renew.js';
import { HttpIntake } from './http-intake.js';
import { OnSubscriptionBody } from './on-subscription.js';
import { requestRefund } from './request-refund.js';
import { Takes } from './takes.js';

@ApiTags('subscriptions')
@Controller('v1/subscriptions/:subscriptionId')
export class RenewalIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Post('disable-auto-renew')
  @Takes(disableAutoRenew, { body: DisableAutoRenewBody, key: 'required' })
  disable(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(disableAutoRenew, request, reply);
  }

  @Post('enable-auto-renew')
  @Takes(enableAutoRenew, { body: OnSubscriptionBody, key: 'taken' })
  enable(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(enableAutoRenew, request, reply);
  }

  @Post('refund')
  @Takes(requestRefund, { body: OnSubscriptionBody, key: 'taken' })
  refund(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(requestRefund, request, reply);
  }
}
