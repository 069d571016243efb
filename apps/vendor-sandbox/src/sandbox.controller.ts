import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { FaultSwitches, type Faults } from './faults.js';
import { clockIn, faultsIn } from './requests.js';
import { VendorBook } from './vendor-book.js';

/** What only a sandbox has: a clock that can be told, and switches for faults. */
@Controller()
export class SandboxController {
  constructor(
    @Inject(VendorBook) private readonly book: VendorBook,
    @Inject(FaultSwitches) private readonly faults: FaultSwitches,
  ) {}

  @Get('clock')
  clock() {
    return this.book.clock();
  }

  @Put('clock')
  async setClock(@Body() body: unknown) {
    await this.book.setClock(clockIn(body));
    return this.book.clock();
  }

  @Get('faults')
  readFaults(): Faults {
    return this.faults.present;
  }

  /** What is not named is switched off. */
  @Put('faults')
  setFaults(@Body() body: unknown): Faults {
    this.faults.present = faultsIn(body);
    return this.faults.present;
  }

  @Get('health/live')
  live() {
    return { status: 'up' };
  }
}
