import type { Payloads } from '#commands/payloads.js';
import { RegisterResellerCommand } from '#commands/reseller/register-reseller.js';
import type { ResellerId } from '#kernel/ids.js';
import { Country, Email, Id, Text } from '../http/input/text-fields.js';
import { intakeCommand } from './intake-command.js';
import { writesReseller } from './touches.js';

export class RegisterResellerBody {
  @Text({ min: 1, max: 200, example: 'Northwind CAD' })
  readonly name: string;

  @Country()
  readonly country: string;

  @Email()
  readonly supportEmail: string;
}

class RegisterResellerPayload extends RegisterResellerBody implements RegisterReseller {
  @Id()
  readonly resellerId: ResellerId;
}

type RegisterReseller = Payloads['RegisterReseller'];

/** Registers a reseller, or changes what is known of it. */
export const registerReseller = intakeCommand({
  name: 'RegisterReseller',
  payload: RegisterResellerPayload,
  command: RegisterResellerCommand,
  permits: ['intake'],
  creates: 'new',
  touches: ({ resellerId }) => writesReseller(resellerId),
  answer: ({ resellerId, details, csnStatus }) => ({
    resellerId,
    name: details.name,
    country: details.country,
    supportEmail: details.supportEmail,
    csnStatus,
  }),
});
