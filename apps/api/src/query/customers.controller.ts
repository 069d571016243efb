import { Controller, Get, Inject, Param, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CartQueries } from '#read-models/cart/cart.queries.js';
import { type CustomerAnswer, CustomerQueries } from '#read-models/customer/customer.queries.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { CustomerPath } from '../http/input/paths.js';
import { Permits, READERS } from '../http/permits.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { found } from './read.js';

@ApiTags('customers')
@Controller('v1/customers/:customerId')
@Permits(READERS)
@UseInterceptors(EtagInterceptor)
export class CustomerQueryController {
  constructor(
    @Inject(CustomerQueries) private readonly customers: CustomerQueries,
    @Inject(CartQueries) private readonly carts: CartQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'A customer', operationId: 'customer' })
  find(@Param(new InputPipe(CustomerPath)) { customerId }: CustomerPath): Promise<CustomerAnswer> {
    return found(() => this.customers.find(customerId), 'customer', { customerId });
  }

  /** A customer in whose cart nothing was ever placed has an empty one. */
  @Get('cart')
  @ApiTags('carts')
  @ApiOperation({ summary: "A customer's cart and what it would cost", operationId: 'cart' })
  async cart(@Param(new InputPipe(CustomerPath)) { customerId }: CustomerPath): Promise<object> {
    const cart = await this.carts.find(customerId);
    if (cart !== undefined) return cart;
    const { resellerId, position } = await found(() => this.customers.find(customerId), 'customer', { customerId });
    return { customerId, resellerId, item: null, quantity: null, cost: null, revision: null, position };
  }
}
