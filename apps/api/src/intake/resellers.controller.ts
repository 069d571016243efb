import { Controller, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpIntake } from './http-intake.js';
import { RegisterCsnBody, registerCsn } from './register-csn.js';
import { RegisterResellerBody, registerReseller } from './register-reseller.js';
import { Takes } from './takes.js';

@ApiTags('resellers')
@Controller('v1/resellers/:resellerId')
export class ResellerIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Put()
  @Takes(registerReseller, { body: RegisterResellerBody, key: 'taken' })
  register(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(registerReseller, request, reply);
  }

  @Put('csn')
  @Takes(registerCsn, { body: RegisterCsnBody, key: 'taken' })
  registerCsn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(registerCsn, request, reply);
  }
}
