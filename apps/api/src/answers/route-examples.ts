/** What the fields of an operation alone do not make an example of; given whole. */
interface RouteExample {
  readonly body?: unknown;
  readonly answer?: unknown;
  readonly path?: Readonly<Record<string, unknown>>;
}

const PLAN = { productName: 'AutoCAD LT', supportLevel: 'basic', catalogue: 'open' };
const BULK_LINE = {
  idempotencyKey: 'order-4711',
  command: 'OrderSubscription',
  payload: {
    resellerId: 'reseller-7',
    customerId: 'customer-42',
    productId: '057O1-WW6525-L347',
    quantity: 3,
    poNumber: 'PO-20260001',
  },
};

export const EXAMPLES_OF: Readonly<Record<string, RouteExample>> = {
  RegisterCustomer: {
    body: {
      resellerId: 'reseller-7',
      name: 'Fabrikam Bau GmbH',
      postalCode: '80331',
      country: 'DE',
      csn: '0070012345',
    },
  },
  ListServicePlan: { body: { ...PLAN, period: 'annual', price: { amountMinor: 57_625, currency: 'USD' } } },
  OrderSubscription: { body: BULK_LINE.payload },
  previewOrder: { body: BULK_LINE.payload },
  CheckOutCart: { body: { poNumber: 'PO-20260001', supportContact: 'support@reseller.example' } },
  SwitchTermAtRenewal: { body: { productId: '057O1-WW6525-T347', reason: 'Ticket 4711' } },
  ReduceSeatsAtRenewal: { body: { seats: 2, reason: 'Ticket 4711' } },
  EraseCustomer: {
    body: { customerId: 'customer-42', reason: 'Ticket 4711' },
    answer: { customerId: 'customer-42', erased: true, revision: 1, position: '5f0c8a521f2e4c399a530d6c7b1e8f24.1267' },
  },
  rebuild: { body: { projections: ['catalogue'], reason: 'Ticket 4711' } },
  commands: { body: `${JSON.stringify(BULK_LINE)}\n` },
};
