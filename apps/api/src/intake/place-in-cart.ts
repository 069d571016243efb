import { PlaceInCartCommand } from '#commands/cart/place-in-cart.js';
import type { Payloads } from '#commands/payloads.js';
import type { CustomerId, ProductId } from '#kernel/ids.js';
import { ProductIdField, WholeNumber } from '../http/input/other-fields.js';
import { Id } from '../http/input/text-fields.js';
import { cartAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { readsCustomer, readsPlan, readsSomeReseller, writesCart } from './touches.js';

export class PlaceInCartBody {
  @ProductIdField()
  readonly productId: ProductId;

  @WholeNumber({ min: 1 })
  readonly quantity: number;
}

class PlaceInCartPayload extends PlaceInCartBody implements PlaceInCart {
  @Id()
  readonly customerId: CustomerId;
}

type PlaceInCart = Payloads['PlaceInCart'];

/** One plan at a time: placing another one replaces it. */
export const placeInCart = intakeCommand({
  name: 'PlaceInCart',
  payload: PlaceInCartPayload,
  command: PlaceInCartCommand,
  permits: ['intake'],
  touches: ({ customerId, productId }) => [
    writesCart(customerId),
    readsCustomer(customerId),
    readsPlan(productId),
    readsSomeReseller,
  ],
  answer: (cart) => cartAnswer(cart),
});
