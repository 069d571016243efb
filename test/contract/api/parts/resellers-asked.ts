import type { Json } from '../running-api.js';

export const PLAN = '057O1-WW6525-L347';
export const MONTHLY = '057O1-WW2545-T220';

export const reseller = (name: string) => ({ name, country: 'US', supportEmail: `help@${name}.example` });
export const customer = (resellerId: string) => ({
  resellerId,
  name: `${resellerId} Ltd`,
  postalCode: '1',
  country: 'US',
  address: 'Road 1',
});
export const order = (resellerId: string, customerId: string) => ({
  resellerId,
  customerId,
  productId: PLAN,
  quantity: 3,
  poNumber: `PO-${resellerId}`,
});
export const plan = (period: string) => ({
  productName: 'AutoCAD LT',
  period,
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor: 57_625, currency: 'USD' },
});

/** A body that is taken, by operation; a route that wants one and is not here fails its test. */
export const BODIES: Readonly<Record<string, Json>> = {
  RegisterReseller: reseller('beta'),
  RegisterCsn: { csn: '0070012345' },
  RegisterCustomer: customer('beta'),
  PlaceInCart: { productId: PLAN, quantity: 1 },
  CheckOutCart: { poNumber: 'PO-1' },
  OrderSubscription: order('beta', 'beta-c'),
  previewOrder: order('beta', 'beta-c'),
  AddSeats: { add: 1 },
  ReduceSeatsAtRenewal: { seats: 1 },
  SwitchTermAtRenewal: { productId: MONTHLY },
  AssignLicense: {},
  UnassignLicense: {},
  DisableAutoRenew: {},
  EnableAutoRenew: {},
  RequestRefund: {},
  ResubmitOrder: {},
  ReplaceOrder: {},
  CloseOrder: { reason: 'given up' },
};

/** What only an admin may, and what is nobody's: no reseller's data is in it. */
export const NOBODYS = [
  'ListServicePlan',
  'WithdrawServicePlan',
  'servicePlan',
  'servicePlans',
  'clock',
  'moveClock',
  'commands',
];
/** How a list is asked for another's. */
export const QUERIES: Readonly<Record<string, readonly string[]>> = {
  catalogue: ['?resellerId=beta'],
  choices: ['?resellerId=beta'],
  subscriptions: ['?resellerId=beta', '?customerId=beta-c'],
  charges: ['?resellerId=beta'],
  // They can't be asked for anybody's: they show what the key may see.
  events: [],
  webhooks: [],
};
/** Lists that are of one reseller always. */
export const OF_ONE = ['catalogue', 'choices'];
