import { Inject, Injectable } from '@nestjs/common';
import type { ResellerCommand } from '#domain/reseller/reseller.commands.js';
import { decideReseller } from '#domain/reseller/reseller.decider.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, identityOf } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { RESELLER, resellerStream } from '../engine/stream-kind.js';
import { dated, NO_FACTS } from '../engine/stream-task.js';

/** Carries out commands on one reseller. */
@Injectable()
export class Resellers {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError */
  async handle(asked: Asked, command: ResellerCommand): Promise<CommandResult<'reseller'>> {
    const outcome = await this.engine.handle<NonNullable<Reseller>>({
      kind: RESELLER,
      stream: resellerStream(command.resellerId),
      identity: identityOf(asked, this.vault),
      onlyAt: asked.context.onlyAt,
      payload: { value: asked.payload, subject: undefined },
      decide: ({ state, now }) => ({ decision: dated(decideReseller(state, command, now), now), used: NO_FACTS }),
    });
    return this.answers.of<'reseller'>(outcome);
  }
}
