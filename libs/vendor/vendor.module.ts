import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { HttpVendor, HttpVendorClock } from './http-vendor.js';
import { VENDOR } from './vendor.js';
import { VENDOR_CLOCK } from './vendor-clock.js';

@Module({
  providers: [
    { provide: VENDOR, inject: [SETTINGS], useFactory: ({ vendorUrl }: Settings) => new HttpVendor(vendorUrl) },
    {
      provide: VENDOR_CLOCK,
      inject: [SETTINGS],
      useFactory: ({ vendorUrl }: Settings) => new HttpVendorClock(vendorUrl),
    },
  ],
  exports: [VENDOR, VENDOR_CLOCK],
})
export class VendorModule {}
