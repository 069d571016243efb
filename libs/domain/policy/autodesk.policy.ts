import type { VendorPolicy } from './vendor-policy.js';

/** Autodesk's default (DOMAIN.md, "The vendor policy"). */
export const autodeskPolicy: VendorPolicy = {
  vendor: 'autodesk',
  calendarRegion: 'US',
  timeZone: 'America/Los_Angeles',
  businessDaysBeforeTermEnd: 5,
  cutoffDayCounts: true,
  lateDisable: 'defer',
  seatsMax: 999,
  startDateDaysMax: 31,
  refunds: 'never',
  disabling: 'irrevocable',
  neverResubmittedErrors: [70, 71],
};
