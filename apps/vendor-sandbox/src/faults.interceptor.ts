import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  InternalServerErrorException,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { FaultSwitches } from './faults.js';

/** Lets the switched-on faults happen to orders and verifications; the switches and the clock stay reachable. */
@Injectable()
export class FaultsInterceptor implements NestInterceptor {
  constructor(@Inject(FaultSwitches) private readonly faults: FaultSwitches) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { dropConnections, answer500 } = this.faults.present;
    await this.faults.slowDown();
    if (dropConnections !== 'never') {
      if (dropConnections === 'after') await lastValueFrom(next.handle());
      context.switchToHttp().getResponse<FastifyReply>().raw.socket?.destroy();
      return of(undefined);
    }
    if (answer500) throw new InternalServerErrorException('told to fail');
    return next.handle();
  }
}
