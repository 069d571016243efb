import { type ApiUnderTest, type Json } from './running-api.js';

export const ANNUAL = '057O1-WW6525-L347';
export const MONTHLY = '057O1-WW2545-T220';
export const SPECIALIZED = '829N1-WW3740-L562';

export const plan = (body: Json = {}) => ({
  productName: 'AutoCAD LT',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor: 57_625, currency: 'USD' },
  ...body,
});

/** What every answer to a write has. */
export const written = { revision: expect.any(Number), position: expect.any(String) };

/** A reseller with a customer, and three plans: what is there already stays as it is. */
export async function openMarket(t: ApiUnderTest): Promise<void> {
  await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'us', supportEmail: 'help@northwind.example' });
  const customer = { resellerId: 'r-1', name: 'Ada', postalCode: '80331', country: 'DE', address: 'Weg 1' };
  await t.put('/v1/customers/c-1', customer);
  await t.put(`/v1/service-plans/${ANNUAL}`, plan());
  await t.put(`/v1/service-plans/${MONTHLY}`, plan({ period: 'monthly' }));
  await t.put(`/v1/service-plans/${SPECIALIZED}`, plan({ productName: 'Revit', catalogue: 'specialized' }));
  await t.seen(`/v1/service-plans/${SPECIALIZED}`);
}
