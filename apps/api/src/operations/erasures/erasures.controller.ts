import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject } from '../../http/input/read-input.js';
import { HttpIntake } from '../../intake/http-intake.js';
import { Takes } from '../../intake/takes.js';
import { ErasureBody, eraseCustomer, eraseSubscription } from './erasures.js';

@ApiTags('operations')
@Controller('v1/ops/erasures')
export class ErasureController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  /** For good: nobody can bring back what was sealed under the key. */
  @Post()
  @Takes(eraseCustomer, { body: ErasureBody, key: 'required' })
  @ApiOperation({ summary: 'Erases personal data, everywhere and for good', operationId: 'erase' })
  erase(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const ofSubscription = isObject(request.body) && 'subscriptionId' in request.body;
    return this.intake.answer(ofSubscription ? eraseSubscription : eraseCustomer, request, reply);
  }
}
