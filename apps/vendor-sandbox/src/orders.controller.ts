import { Body, Controller, Get, Inject, NotFoundException, Param, Put, UseInterceptors } from '@nestjs/common';
import { FaultsInterceptor } from './faults.interceptor.js';
import { numberIn, poNumberIn } from './requests.js';
import { VendorBook } from './vendor-book.js';

/** Orders, each attempt under its own address. */
@UseInterceptors(FaultsInterceptor)
@Controller('orders/:trackingId/attempts/:attempt')
export class OrdersController {
  constructor(@Inject(VendorBook) private readonly book: VendorBook) {}

  @Put()
  async place(@Param('trackingId') trackingId: string, @Param('attempt') attempt: string, @Body() body: unknown) {
    const number = numberIn(attempt);
    const status = await this.book.acceptOrder(`${trackingId}/${number}`, poNumberIn(body));
    return { trackingId, attempt: number, ...status };
  }

  @Get()
  status(@Param('trackingId') trackingId: string, @Param('attempt') attempt: string) {
    const number = numberIn(attempt);
    const status = this.book.orderStatus(`${trackingId}/${number}`);
    if (status === undefined) throw new NotFoundException('no such order');
    return { trackingId, attempt: number, ...status };
  }
}
