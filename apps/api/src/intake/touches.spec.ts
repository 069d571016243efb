import type { CommandContext } from '#commands/command.js';
import { INTAKE_COMMANDS } from './intake-commands.js';
import { writtenBy } from './touches.js';

const context: CommandContext = {
  client: 'erp',
  idempotencyKey: 'k-1',
  correlationId: 'r-1',
  causationId: 'r-1',
  actor: 'intake:erp-1',
};
const payload = {
  resellerId: 'r-1',
  customerId: 'c-1',
  productId: 'p-1',
  webhookId: 'w-1',
  subscriptionId: '7c1d2a3e-0000-5000-8000-000000000001',
};

const written = Object.fromEntries(
  [...INTAKE_COMMANDS].map(([name, one]) => [name, writtenBy(one.touches(payload, context))]),
);

const OF_FACTS = {
  ListServicePlan: 'plan-p-1',
  WithdrawServicePlan: 'plan-p-1',
  RegisterReseller: 'reseller-r-1',
  RegisterCsn: 'reseller-r-1',
};
const OF_CUSTOMERS = ['RegisterCustomer', 'EraseCustomer'];
const OF_WEBHOOKS = ['ChangeWebhook', 'RotateWebhookSecret', 'ReplayWebhook', 'ReleaseWebhook', 'DeleteWebhook'];
const OF_CARTS = ['PlaceInCart', 'EmptyCart', 'CheckOutCart'];

describe('where a command is decided', () => {
  it('is where its stream is: the first that it writes', () => {
    const subscription = { stream: `subscription-${payload.subscriptionId}`, writesFacts: false };
    const { OrderSubscription: _order, RegisterWebhook: _webhook, ...others } = written;
    expect(others).toEqual({
      ...Object.fromEntries(Object.keys(others).map((name) => [name, subscription])),
      ...Object.fromEntries(OF_WEBHOOKS.map((name) => [name, { stream: 'webhook-w-1', writesFacts: false }])),
      ...Object.fromEntries(OF_CARTS.map((name) => [name, { stream: 'cart-c-1', writesFacts: false }])),
      ...Object.fromEntries(OF_CUSTOMERS.map((name) => [name, { stream: 'customer-c-1', writesFacts: false }])),
      ...Object.fromEntries(Object.entries(OF_FACTS).map(([name, stream]) => [name, { stream, writesFacts: true }])),
    });
  });

  it('is anywhere where the command makes its stream', () =>
    expect([written.OrderSubscription, written.RegisterWebhook]).toEqual(Array(2).fill({ writesFacts: false })));
});
