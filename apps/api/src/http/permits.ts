import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Caller, Role } from './caller.js';
import { requestProblem } from './request-problems.js';

/** Which roles may use a route, beside `admin`, who may do all. A route without it is for `admin` alone. */
export const Permits = Reflector.createDecorator<readonly Role[]>();

/** Both roles that work with orders may read what is about orders. */
export const READERS: readonly Role[] = ['intake', 'operations'];

/** @throws ProblemError 403 */
export function checkPermitted({ role }: Caller, permitted: readonly Role[]): void {
  if (role === 'admin' || permitted.includes(role)) return;
  throw requestProblem('forbidden', `The role ${role} may not do that.`, { role, permitted: ['admin', ...permitted] });
}

@Injectable()
export class PermitsGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    const permitted = this.reflector.getAllAndOverride(Permits, [context.getHandler(), context.getClass()]) ?? [];
    if (caller !== null) checkPermitted(caller, permitted);
    return true;
  }
}
