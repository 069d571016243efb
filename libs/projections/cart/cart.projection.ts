import { type CartRow, cartTable } from '#read-models/cart/cart.rows.js';
import { begin, type Projection, unchanged } from '../projection.js';

/** Each event says all that the cart then is. */
export const cartProjection: Projection<CartRow, 'cart'> = {
  name: 'cart',
  table: cartTable,
  on: {
    cart: {
      PlanPlacedInCart: begin(({ customerId, resellerId, plan, quantity }) => ({
        customer_id: customerId,
        reseller_id: resellerId,
        product_id: plan.productId,
        quantity,
        checked_out: null,
      })),
      CartEmptied: begin(({ customerId, resellerId }) => ({
        customer_id: customerId,
        reseller_id: resellerId,
        product_id: null,
        quantity: null,
        checked_out: null,
      })),
      CartCheckedOut: begin(({ customerId, resellerId, subscriptionId }) => ({
        customer_id: customerId,
        reseller_id: resellerId,
        product_id: null,
        quantity: null,
        checked_out: subscriptionId,
      })),
      CommandHadNoEffect: unchanged,
    },
  },
};
