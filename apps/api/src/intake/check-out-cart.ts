import { CheckOutCartCommand } from '#commands/cart/check-out-cart.js';
import { newSubscriptionId } from '#commands/engine/request-identity.js';
import { cartStream } from '#commands/engine/stream-kind.js';
import type { Payloads } from '#commands/payloads.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId } from '#kernel/ids.js';
import { DateField, Id } from '../http/input/text-fields.js';
import { orderAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { PoNumber, SupportContact } from './order-fields.js';
import { readsCustomer, readsSomePlan, readsSomeReseller, writesCart, writesSubscription } from './touches.js';

export class CheckOutCartBody {
  @PoNumber()
  readonly poNumber: string;

  @SupportContact()
  readonly supportContact?: string;

  @DateField({ optional: true })
  readonly startDate?: CalendarDate;
}

class CheckOutCartPayload extends CheckOutCartBody implements CheckOutCart {
  @Id()
  readonly customerId: CustomerId;
}

type CheckOutCart = Payloads['CheckOutCart'];

/** The cart becomes a subscription. */
export const checkOutCart = intakeCommand({
  name: 'CheckOutCart',
  payload: CheckOutCartPayload,
  command: CheckOutCartCommand,
  permits: ['intake'],
  creates: 'always',
  touches: (payload, context) => [
    writesCart(payload.customerId),
    writesSubscription(
      newSubscriptionId({ command: 'CheckOutCart', payload, context }, cartStream(payload.customerId)),
    ),
    readsCustomer(payload.customerId),
    readsSomePlan,
    readsSomeReseller,
  ],
  answer: (subscription) => orderAnswer(subscription),
});
