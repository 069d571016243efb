import { Controller, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpIntake } from './http-intake.js';
import { RegisterCustomerBody, registerCustomer } from './register-customer.js';
import { Takes } from './takes.js';

@ApiTags('customers')
@Controller('v1/customers/:customerId')
export class CustomerIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Put()
  @Takes(registerCustomer, { body: RegisterCustomerBody, key: 'taken' })
  register(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(registerCustomer, request, reply);
  }
}
