import { eraseCustomer, eraseSubscription } from '../operations/erasures/erasures.js';
import { holdDueWork, releaseDueWork } from '../operations/holds/holds.js';
import { WEBHOOK_COMMANDS } from '../webhooks/webhook-commands.js';
import { addSeats } from './add-seats.js';
import { assignLicense } from './assign-license.js';
import { checkOutCart } from './check-out-cart.js';
import { closeOrder } from './close-order.js';
import { disableAutoRenew } from './disable-auto-renew.js';
import { emptyCart } from './empty-cart.js';
import { enableAutoRenew } from './enable-auto-renew.js';
import type { IntakeCommand } from './intake-command.js';
import { listServicePlan } from './list-service-plan.js';
import { orderSubscription } from './order-subscription.js';
import { placeInCart } from './place-in-cart.js';
import { reduceSeatsAtRenewal } from './reduce-seats-at-renewal.js';
import { registerCsn } from './register-csn.js';
import { registerCustomer } from './register-customer.js';
import { registerReseller } from './register-reseller.js';
import { replaceOrder } from './replace-order.js';
import { requestRefund } from './request-refund.js';
import { resubmitOrder } from './resubmit-order.js';
import { switchTermAtRenewal } from './switch-term-at-renewal.js';
import { unassignLicense } from './unassign-license.js';
import { withdrawServicePlan } from './withdraw-service-plan.js';

/** All that `POST /v1/commands` knows by name. What is always refused has a route only. */
const BULK = [
  registerReseller,
  registerCsn,
  registerCustomer,
  listServicePlan,
  withdrawServicePlan,
  placeInCart,
  emptyCart,
  checkOutCart,
  orderSubscription,
  resubmitOrder,
  replaceOrder,
  assignLicense,
  unassignLicense,
  addSeats,
  reduceSeatsAtRenewal,
  switchTermAtRenewal,
  disableAutoRenew,
  closeOrder,
  holdDueWork,
  releaseDueWork,
] as const satisfies readonly IntakeCommand[];

export const BULK_COMMANDS: ReadonlyMap<string, IntakeCommand> = new Map(BULK.map((one) => [one.name, one]));

/** What a receipt can be of: a webhook's answer is there without its secret. */
export const RECEIPTED_COMMANDS: ReadonlyMap<string, IntakeCommand> = new Map(
  [...BULK, ...WEBHOOK_COMMANDS].map((one) => [one.name, one]),
);

/** Every command that comes in, by whatever door. */
export const INTAKE_COMMANDS: ReadonlyMap<string, IntakeCommand> = new Map(
  [...RECEIPTED_COMMANDS.values(), eraseCustomer, eraseSubscription, enableAutoRenew, requestRefund].map((one) => [
    one.name,
    one,
  ]),
);
