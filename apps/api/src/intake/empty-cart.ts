import { EmptyCartCommand } from '#commands/cart/empty-cart.js';
import type { Payloads } from '#commands/payloads.js';
import type { CustomerId } from '#kernel/ids.js';
import { Id } from '../http/input/text-fields.js';
import { intakeCommand } from './intake-command.js';
import { readsCustomer, writesCart } from './touches.js';

class EmptyCartPayload implements EmptyCart {
  @Id()
  readonly customerId: CustomerId;
}

type EmptyCart = Payloads['EmptyCart'];

export const emptyCart = intakeCommand({
  name: 'EmptyCart',
  payload: EmptyCartPayload,
  command: EmptyCartCommand,
  permits: ['intake'],
  touches: ({ customerId }) => [writesCart(customerId), readsCustomer(customerId)],
  answer: ({ customerId }) => ({ id: customerId }),
  answerToNothing: ({ customerId }) => ({ id: customerId }),
});
