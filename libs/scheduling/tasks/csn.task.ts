import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordCsnAnswerCommand } from '#commands/reseller/record-csn-answer.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { Csn, ResellerId } from '#kernel/ids.js';
import { VENDOR, type Vendor } from '#vendor/vendor.js';
import type { DueWork } from '../due-work/due-work.js';
import { contextOf, type DueTask, doneWith, idIn, type Outcome } from './outcome.js';

/** Has a reseller's CSN verified, once; passes the answer on; and keeps watching whether it is revoked. */
@Injectable()
export class CsnTask implements DueTask {
  constructor(
    @Inject(VENDOR) private readonly vendor: Vendor,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(work: DueWork, cause: string): Promise<Outcome> {
    const { registration, csn } = registrationOf(work);
    const resellerId = idIn(work.stream) as ResellerId;
    const asked = { resellerId, registration };
    const { status, at } = (await this.vendor.csnStatus(asked)) ?? (await this.vendor.verifyCsn(asked, csn));
    if (status === 'pending' || at > this.clock.now()) return { kind: 'waiting', watching: false };
    const payload = { ...asked, csn, answer: status, answeredAt: at };
    const result = await this.commands.execute(new RecordCsnAnswerCommand(payload, contextOf('csn', cause)));
    const current = result.outcome === 'accepted' && result.state?.registration === registration;
    if (!current || result.state?.csnStatus !== 'verified') return doneWith(result);
    return { kind: 'waiting', watching: true, position: result.position };
  }
}

function registrationOf({ stream, details }: DueWork) {
  if (details === null || !('registration' in details)) throw new Error(`${stream} has no CSN to verify`);
  return { registration: details.registration, csn: details.csn as Csn };
}
