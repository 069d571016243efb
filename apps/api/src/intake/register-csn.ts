import type { Payloads } from '#commands/payloads.js';
import { RegisterCsnCommand } from '#commands/reseller/register-csn.js';
import type { Csn, ResellerId } from '#kernel/ids.js';
import { CsnField, Id } from '../http/input/text-fields.js';
import { intakeCommand } from './intake-command.js';
import { writesReseller } from './touches.js';

export class RegisterCsnBody {
  @CsnField()
  readonly csn: Csn;
}

class RegisterCsnPayload extends RegisterCsnBody implements RegisterCsn {
  @Id()
  readonly resellerId: ResellerId;
}

type RegisterCsn = Payloads['RegisterCsn'];

/** A reseller names its CSN; the vendor's answer comes later. */
export const registerCsn = intakeCommand({
  name: 'RegisterCsn',
  payload: RegisterCsnPayload,
  command: RegisterCsnCommand,
  permits: ['intake'],
  touches: ({ resellerId }) => writesReseller(resellerId),
  answer: ({ resellerId, csnStatus }) => ({ resellerId, csnStatus }),
});
