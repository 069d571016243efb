import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CustomerDetails, Distinctness } from '#domain/customer/customer.events.js';
import { plain } from '#kernel/personal.js';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { given } from '../personal-text.js';
import { Claims } from './claims.js';
import { Customers } from './customers.js';

/** Registers a customer, or changes its details. */
export class RegisterCustomerCommand extends TermbookCommand<Payloads['RegisterCustomer'], 'customer'> {}

@CommandHandler(RegisterCustomerCommand)
export class RegisterCustomerHandler implements ICommandHandler<RegisterCustomerCommand> {
  constructor(
    @Inject(Customers) private readonly customers: Customers,
    @Inject(Claims) private readonly claims: Claims,
  ) {}

  async execute({ payload, context }: RegisterCustomerCommand): Promise<CommandResult<'customer'>> {
    const { customerId, resellerId, name, postalCode } = payload;
    const asked = { command: 'RegisterCustomer', payload, context } as const;
    const distinctness: Distinctness = payload.confirmDistinct
      ? { confirmedDistinct: true }
      : { claim: this.claims.claimOf(resellerId, name, postalCode) };
    const details = detailsOf(payload);
    return this.customers.handle(asked, { type: 'RegisterCustomer', customerId, resellerId, details, distinctness });
  }
}

const detailsOf = ({ name, postalCode, country, csn, address }: Payloads['RegisterCustomer']): CustomerDetails => ({
  name: plain(name),
  postalCode: plain(postalCode),
  country,
  csn: csn ?? null,
  address: given(address) ?? null,
});
