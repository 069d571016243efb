import { RegisterCustomerCommand } from '#commands/customer/register-customer.js';
import type { Payloads } from '#commands/payloads.js';
import type { Csn, CustomerId, ResellerId } from '#kernel/ids.js';
import { Flag } from '../http/input/other-fields.js';
import { Country, CsnField, Id, Text } from '../http/input/text-fields.js';
import { intakeCommand } from './intake-command.js';
import { readsReseller, writesClaimsOf, writesCustomer } from './touches.js';

export class RegisterCustomerBody {
  @Id()
  readonly resellerId: ResellerId;

  @Text({ min: 1, max: 200, example: 'Fabrikam Bau GmbH' })
  readonly name: string;

  @Text({ min: 1, max: 20, example: '80331' })
  readonly postalCode: string;

  @Country()
  readonly country: string;

  @CsnField({ optional: true })
  readonly csn?: Csn;

  @Text({ min: 1, max: 500, lines: true, unless: 'csn', example: 'Marienplatz 1, München' })
  readonly address?: string;

  @Flag({ optional: true })
  readonly confirmDistinct?: boolean;
}

class RegisterCustomerPayload extends RegisterCustomerBody implements RegisterCustomer {
  @Id()
  readonly customerId: CustomerId;
}

type RegisterCustomer = Payloads['RegisterCustomer'];

/** Registers a customer, or changes what is known of it; its answer has no personal data. */
export const registerCustomer = intakeCommand({
  name: 'RegisterCustomer',
  payload: RegisterCustomerPayload,
  command: RegisterCustomerCommand,
  permits: ['intake'],
  creates: 'new',
  touches: ({ customerId, resellerId }) => [
    ...writesCustomer(customerId),
    readsReseller(resellerId),
    writesClaimsOf(resellerId),
  ],
  answer: ({ customerId }) => ({ id: customerId }),
});
