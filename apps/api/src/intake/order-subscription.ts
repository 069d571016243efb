import { newSubscriptionId } from '#commands/engine/request-identity.js';
import type { Payloads } from '#commands/payloads.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId } from '#kernel/ids.js';
import { ProductIdField, WholeNumber } from '../http/input/other-fields.js';
import { DateField, Id } from '../http/input/text-fields.js';
import { orderAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { PoNumber, SupportContact } from './order-fields.js';
import { makesSubscription, readsCustomer, readsPlan, readsReseller } from './touches.js';

export class OrderSubscriptionBody implements OrderSubscription {
  @Id()
  readonly resellerId: ResellerId;

  @Id()
  readonly customerId: CustomerId;

  @ProductIdField()
  readonly productId: ProductId;

  @WholeNumber({ min: 1 })
  readonly quantity: number;

  @PoNumber()
  readonly poNumber: string;

  @SupportContact()
  readonly supportContact?: string;

  @DateField({ optional: true })
  readonly startDate?: CalendarDate;
}

type OrderSubscription = Payloads['OrderSubscription'];

/** Orders a plan in one command, without a cart. */
export const orderSubscription = intakeCommand({
  name: 'OrderSubscription',
  payload: OrderSubscriptionBody,
  command: OrderSubscriptionCommand,
  permits: ['intake'],
  creates: 'always',
  touches: (payload, context) => [
    makesSubscription(newSubscriptionId({ command: 'OrderSubscription', payload, context }, null)),
    readsReseller(payload.resellerId),
    readsCustomer(payload.customerId),
    readsPlan(payload.productId),
  ],
  answer: (subscription) => orderAnswer(subscription),
});
