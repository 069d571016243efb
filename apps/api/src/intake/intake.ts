import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext } from '#commands/command.js';
import { ResellerScope } from '../access/reseller-scope.js';
import type { Caller } from '../http/caller.js';
import { readInput } from '../http/input/read-input.js';
import { checkPermitted } from '../http/permits.js';
import { invalidRequest, requestProblem } from '../http/request-problems.js';
import { WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';
import type { IntakeCommand } from './intake-command.js';
import { problemOfRefusal } from './refusal-problem.js';
import { type Touch, writtenBy } from './touches.js';

export interface IntakeAnswer {
  readonly status: 200 | 201;
  /** JSON. */
  readonly body: string;
  readonly revision: number;
  readonly replayed: boolean;
}

/** What is asked, once it is known to be well-formed and permitted. */
export interface Asked {
  readonly one: IntakeCommand;
  readonly payload: object;
  readonly context: CommandContext;
  readonly touches: readonly Touch[];
  readonly caller: Caller;
}

export interface Asking {
  readonly caller: Caller;
  readonly idempotencyKey: string | null;
  readonly requestId: string;
  /** Where the payload is in the request. */
  readonly pointer: string;
  /** At which revisions of its stream only. */
  readonly onlyAt?: CommandContext['onlyAt'];
}

/** Takes commands in, by whatever door they come: the same checks, the same answer, the same problem. */
@Injectable()
export class Intake {
  constructor(
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
    @Inject(ResellerScope) private readonly scope: ResellerScope,
  ) {}

  /** @throws ProblemError 400 or 403 */
  read(one: IntakeCommand, raw: unknown, asking: Asking): Asked {
    const { caller, idempotencyKey, requestId, pointer, onlyAt } = asking;
    checkPermitted(caller, one.permits);
    const payload = readInput(one.payload, raw, pointer);
    if (one.onSubscription && caller.role === 'operations' && !('reason' in payload)) {
      throw invalidRequest([{ pointer: `${pointer}/reason`, detail: 'is required of operations' }]);
    }
    const forbidden = caller.role === 'intake' ? one.operationsOnly.find((field) => field in payload) : undefined;
    if (forbidden !== undefined) {
      const facts = { role: caller.role, permitted: ['admin', 'operations'] };
      throw requestProblem('forbidden', `The role intake may not say ${forbidden}.`, facts);
    }
    const fault = one.fault(payload);
    if (fault !== undefined) throw invalidRequest([{ pointer: `${pointer}/${fault.field}`, detail: fault.detail }]);
    const actor = `${caller.role}:${caller.keyId}`;
    const ids = { correlationId: requestId, causationId: requestId };
    const condition = onlyAt === undefined ? {} : { onlyAt };
    const context = { client: caller.client, idempotencyKey, ...ids, actor, ...condition };
    return { one, payload, context, touches: one.touches(payload, context), caller };
  }

  /** @throws ProblemError for a refusal, or 404; faults of the store, the vault or a lasting conflict as they come. */
  async carryOut({ one, payload, context, touches, caller }: Asked): Promise<IntakeAnswer> {
    await this.scope.check(caller, payload);
    const answer = await this.writeSide.carryOut({ name: one.name, payload, context, ...writtenBy(touches) });
    if (answer.outcome === 'refused') throw problemOfRefusal(answer.refusal);
    return answer;
  }
}
