import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, register } from 'prom-client';
import { onceOver } from './answer-end.js';
import type { Caller } from './caller.js';
import { overloaded } from './fault-problem.js';
import { InFlight, type Refused } from './in-flight.js';
import { InteractiveLoad } from './interactive-load.js';
import {
  CROWDED_FROM,
  IN_FLIGHT_MAX,
  IN_FLIGHT_PER_KEY_MAX,
  IN_FLIGHT_RESERVED,
  LONG_IN_FLIGHT_MAX,
  LONG_IN_FLIGHT_PER_KEY_MAX,
  LONG_IN_FLIGHT_RESERVED,
  RETRY_AFTER_SECONDS,
} from './limits.js';
import { RateLimit } from './rate-limit.js';
import { requestProblem } from './request-problems.js';

const NAME = 'termbook_http_refused_total';

/** Lets in what can be answered in time and refuses the rest at once, before its body is read: nothing of it is begun. */
@Injectable()
export class Admission {
  private readonly short = new InFlight({
    max: IN_FLIGHT_MAX,
    perKeyMax: IN_FLIGHT_PER_KEY_MAX,
    reserved: IN_FLIGHT_RESERVED,
  });
  private readonly long = new InFlight({
    max: LONG_IN_FLIGHT_MAX,
    perKeyMax: LONG_IN_FLIGHT_PER_KEY_MAX,
    reserved: LONG_IN_FLIGHT_RESERVED,
  });
  private readonly refused: Counter;

  constructor(
    @Inject(RateLimit) private readonly rateLimit: RateLimit,
    @Inject(InteractiveLoad) private readonly interactive: InteractiveLoad,
  ) {
    register.removeSingleMetric(NAME);
    this.refused = new Counter({
      name: NAME,
      help: 'Requests that were refused before they were begun',
      labelNames: ['reason'],
    });
  }

  /** For requests with a key; the rest is open to everybody and costs next to nothing. */
  watch(server: FastifyInstance): void {
    server.addHook('onRequest', async (request, reply) => {
      const { caller } = request;
      if (caller !== null) await this.admit(caller, request, reply);
    });
  }

  /** @throws ProblemError 429, 503 */
  private async admit({ keyId, role }: Caller, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      reply.headers(await this.rateLimit.count(keyId));
    } catch (error) {
      this.refused.labels('rate').inc();
      throw error;
    }
    const inFlight = request.routeOptions.config.takesLong === true ? this.long : this.short;
    const refused = inFlight.enter(keyId, role !== 'intake');
    if (refused !== undefined) {
      this.refused.labels(refused).inc();
      throw problemOf(refused);
    }
    if (inFlight === this.short) this.interactive.noteRequest();
    onceOver(reply, () => inFlight.leave(keyId));
    if (inFlight.underWay > CROWDED_FROM) await setImmediate();
  }
}

function problemOf(refused: Refused) {
  if (refused === 'full') return overloaded();
  const detail = 'This key has as many requests under way as one key may have; wait for answers.';
  return requestProblem('rate-limited', detail, {}, { 'retry-after': String(RETRY_AFTER_SECONDS) });
}
