import { EraseCustomerCommand } from '#commands/customer/erase-customer.js';
import type { Payloads } from '#commands/payloads.js';
import { EraseSubscriptionCommand } from '#commands/subscription/erase-subscription.js';
import type { CustomerId, SubscriptionId } from '#kernel/ids.js';
import { Id, SubscriptionIdField } from '../../http/input/text-fields.js';
import { intakeCommand } from '../../intake/intake-command.js';
import { Reason } from '../../intake/order-fields.js';
import { writesCustomer, writesSubscription } from '../../intake/touches.js';

class EraseCustomerPayload implements EraseCustomer {
  @Id()
  readonly customerId: CustomerId;

  @Reason()
  readonly reason: string;
}

class EraseSubscriptionPayload implements EraseSubscription {
  @SubscriptionIdField()
  readonly subscriptionId: SubscriptionId;

  @Reason()
  readonly reason: string;
}

/** Exactly one of the two ids. */
export class ErasureBody {
  @Id({ unless: 'subscriptionId' })
  readonly customerId?: CustomerId;

  @SubscriptionIdField({ unless: 'customerId' })
  readonly subscriptionId?: SubscriptionId;

  @Reason()
  readonly reason: string;
}

type EraseCustomer = Payloads['EraseCustomer'];
type EraseSubscription = Payloads['EraseSubscription'];

/** A customer's name, postal code and address. */
export const eraseCustomer = intakeCommand({
  name: 'EraseCustomer',
  payload: EraseCustomerPayload,
  command: EraseCustomerCommand,
  permits: ['operations'],
  touches: ({ customerId }) => writesCustomer(customerId),
  answer: ({ customerId }) => ({ customerId, erased: true }),
});

/** A subscription's support contact. */
export const eraseSubscription = intakeCommand({
  name: 'EraseSubscription',
  payload: EraseSubscriptionPayload,
  command: EraseSubscriptionCommand,
  permits: ['operations'],
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: ({ subscriptionId }) => ({ subscriptionId, erased: true }),
});
