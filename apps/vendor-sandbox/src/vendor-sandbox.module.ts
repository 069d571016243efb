import { type DynamicModule, Module } from '@nestjs/common';
import { CsnVerificationsController } from './csn-verifications.controller.js';
import { FaultsInterceptor } from './faults.interceptor.js';
import { FaultSwitches } from './faults.js';
import { OrdersController } from './orders.controller.js';
import { SandboxController } from './sandbox.controller.js';
import { VendorBook } from './vendor-book.js';

@Module({
  controllers: [OrdersController, CsnVerificationsController, SandboxController],
  providers: [FaultSwitches, FaultsInterceptor],
})
export class VendorSandboxModule {}

export const vendorSandboxWith = (book: VendorBook): DynamicModule => ({
  module: VendorSandboxModule,
  providers: [{ provide: VendorBook, useValue: book }],
});
