import type { Payloads } from '#commands/payloads.js';
import type { CustomerId, ProductId, ResellerId } from '#kernel/ids.js';

const resellerId = 'bench-reseller' as ResellerId;
const customerId = 'bench-customer' as CustomerId;
const productId = '237L1WW8695T548' as ProductId;

export const MARKET_PLAN: Payloads['ListServicePlan'] = {
  productId,
  productName: 'Drafting Suite',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor: 12_000, currency: 'USD' },
};

export const RESELLER: Payloads['RegisterReseller'] = {
  resellerId,
  name: 'Resale Inc.',
  country: 'US',
  supportEmail: 'help@resale.example',
};

export const CUSTOMER: Payloads['RegisterCustomer'] = {
  customerId,
  resellerId,
  name: 'Building Co.',
  postalCode: '94105',
  country: 'US',
  address: '1 Market St',
};

/** As many seats as the policy allows, so that a licence can always be assigned. */
export const ORDER: Payloads['OrderSubscription'] = {
  resellerId,
  customerId,
  productId,
  quantity: 999,
  poNumber: 'PO-20260001',
};
