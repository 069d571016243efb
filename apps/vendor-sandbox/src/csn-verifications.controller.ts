import { Body, Controller, Get, Inject, NotFoundException, Param, Put, UseInterceptors } from '@nestjs/common';
import { FaultsInterceptor } from './faults.interceptor.js';
import { csnIn, numberIn } from './requests.js';
import { VendorBook } from './vendor-book.js';

/** Verifications of resellers' CSNs, one for each registration. */
@UseInterceptors(FaultsInterceptor)
@Controller('csn-verifications/:resellerId/:registration')
export class CsnVerificationsController {
  constructor(@Inject(VendorBook) private readonly book: VendorBook) {}

  @Put()
  async verify(
    @Param('resellerId') resellerId: string,
    @Param('registration') registration: string,
    @Body() body: unknown,
  ) {
    const number = numberIn(registration);
    const status = await this.book.acceptCsn(`${resellerId}/${number}`, csnIn(body));
    return { resellerId, registration: number, ...status };
  }

  @Get()
  status(@Param('resellerId') resellerId: string, @Param('registration') registration: string) {
    const number = numberIn(registration);
    const status = this.book.csnStatus(`${resellerId}/${number}`);
    if (status === undefined) throw new NotFoundException('no such verification');
    return { resellerId, registration: number, ...status };
  }
}
