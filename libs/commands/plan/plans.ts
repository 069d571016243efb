import { Inject, Injectable } from '@nestjs/common';
import type { PlanCommand } from '#domain/plan/plan.commands.js';
import { decidePlan } from '#domain/plan/plan.decider.js';
import type { Plan } from '#domain/plan/plan.state.js';
import type { ProductId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, identityOf } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { PLAN, planStream } from '../engine/stream-kind.js';
import { dated, NO_FACTS } from '../engine/stream-task.js';

/** Carries out commands on one service plan. */
@Injectable()
export class Plans {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError */
  async handle(asked: Asked, id: ProductId, command: PlanCommand): Promise<CommandResult<'plan'>> {
    const outcome = await this.engine.handle<NonNullable<Plan>>({
      kind: PLAN,
      stream: planStream(id),
      identity: identityOf(asked, this.vault),
      onlyAt: asked.context.onlyAt,
      payload: { value: asked.payload, subject: undefined },
      decide: ({ state, now }) => ({ decision: dated(decidePlan(state, command, now), now), used: NO_FACTS }),
    });
    return this.answers.of<'plan'>(outcome);
  }
}
