import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CustomerId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import { isObject, readInput } from '../http/input/read-input.js';
import { Id, SubscriptionIdField } from '../http/input/text-fields.js';
import { ProblemError } from '../http/problem.js';
import { type Named, ResellerScope } from './reseller-scope.js';

/** The ids by which a path or a query names what belongs to a reseller: a route that takes one by another name says so here. */
class NamedInput implements Named {
  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  @Id({ optional: true })
  readonly customerId?: CustomerId;

  @SubscriptionIdField({ optional: true })
  readonly subscriptionId?: SubscriptionId;
}

const NAMES = ['resellerId', 'customerId', 'subscriptionId'] as const satisfies readonly (keyof Named)[];

/** Asks the scope at every read, whichever route it is. Commands are asked for where they are taken in (`Intake`). */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(@Inject(ResellerScope) private readonly scope: ResellerScope) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, method, params, query } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller === null || caller.resellers === null || (method !== 'GET' && method !== 'HEAD')) return true;
    const named = namedIn({ ...(isObject(query) && query), ...(isObject(params) && params) });
    if (named !== undefined) await this.scope.check(caller, named);
    return true;
  }
}

/** @returns undefined where an id is malformed: whoever reads the request says so. */
function namedIn(given: Readonly<Record<string, unknown>>): Named | undefined {
  const ids = NAMES.flatMap((name) => (Object.hasOwn(given, name) ? [[name, given[name]]] : []));
  try {
    return readInput(NamedInput, Object.fromEntries(ids));
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
