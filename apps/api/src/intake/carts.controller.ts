import { Controller, Delete, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CheckOutCartBody, checkOutCart } from './check-out-cart.js';
import { emptyCart } from './empty-cart.js';
import { HttpIntake } from './http-intake.js';
import { PlaceInCartBody, placeInCart } from './place-in-cart.js';
import { Takes } from './takes.js';

@ApiTags('carts')
@Controller('v1/customers/:customerId/cart')
export class CartIntakeController {
  constructor(@Inject(HttpIntake) private readonly intake: HttpIntake) {}

  @Put()
  @Takes(placeInCart, { body: PlaceInCartBody, key: 'taken' })
  place(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(placeInCart, request, reply);
  }

  @Delete()
  @Takes(emptyCart, { key: 'taken' })
  empty(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(emptyCart, request, reply);
  }

  @Post('checkout')
  @Takes(checkOutCart, { body: CheckOutCartBody, key: 'required' })
  checkOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.intake.answer(checkOutCart, request, reply);
  }
}
