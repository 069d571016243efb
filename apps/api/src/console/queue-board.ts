import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DUE_QUEUES } from '#scheduling/due-work/due-work.js';
import { QUEUE_STORE, type QueueStore } from '#scheduling/queues/queue-store.js';
import { PLAN_QUEUE } from '#scheduling/queues/queues.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { KeyRing } from '../http/key-ring.js';
import { sendProblem } from '../http/problem.filter.js';
import type { ProblemError } from '../http/problem.js';
import { requestProblem } from '../http/request-problems.js';
import { keyIdOfCookie, QUEUE_BOARD } from './queue-board-cookie.js';

/** As tight as the board lets it be: it styles its elements in place. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The board would load its typeface from elsewhere. */
const FONTS_ELSEWHERE = /<link[^>]+fonts\.googleapis\.com[^>]*>/g;

/**
 * Bull Board, to look and not to touch: what is done, is done by commands, which have a reason and stand in the history;
 * the planner puts right whatever is wrong with jobs.
 */
@Injectable()
export class QueueBoard implements OnApplicationShutdown {
  private queues: readonly Queue[] = [];

  constructor(
    @Inject(QUEUE_STORE) private readonly store: QueueStore,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(KeyRing) private readonly keys: KeyRing,
  ) {}

  /** @param page what is answered to a browser without the cookie: the console, which gets one and comes back. */
  serve(server: FastifyInstance, page: (reply: FastifyReply) => FastifyReply): void {
    const adapter = new FastifyAdapter().setBasePath(QUEUE_BOARD);
    const board = createBullBoard({ queues: [], serverAdapter: adapter });
    server.register(
      async (scope) => {
        scope.addHook('onRequest', async (request, reply) => {
          if (!this.mayLook(request)) return this.turnAway(request, reply, page);
          if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(reply, readOnly());
          if (this.queues.length === 0) board.replaceQueues(await this.connect());
          reply.header('content-security-policy', POLICY).header('cache-control', 'no-store');
        });
        scope.addHook('onSend', async (_request, _reply, payload) =>
          typeof payload === 'string' ? payload.replace(FONTS_ELSEWHERE, '') : payload,
        );
        await scope.register(adapter.registerPlugin(), {});
      },
      { prefix: QUEUE_BOARD },
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.close().catch(() => undefined)));
  }

  /** The key has to be good still, and of a role that may. */
  private mayLook({ headers }: FastifyRequest): boolean {
    const keyId = keyIdOfCookie(this.vault, headers.cookie, Date.now());
    const caller = keyId === undefined ? undefined : this.keys.callerOfKey(keyId);
    return caller !== undefined && caller.role !== 'intake';
  }

  private turnAway({ method, url }: FastifyRequest, reply: FastifyReply, page: (reply: FastifyReply) => FastifyReply) {
    const isBoard = /^\/console\/queues\/?(\?|$)/.test(url);
    if (method === 'GET' && isBoard) return page(reply);
    return refuse(reply, requestProblem('unauthorized', 'Open the queues from the console.', {}));
  }

  /** At the first look: a store that is away must not keep the api from starting. @throws Error when it is away. */
  private async connect(): Promise<readonly BullMQAdapter[]> {
    await this.store.heal();
    this.store.use();
    this.queues = [...DUE_QUEUES, PLAN_QUEUE].map((name) => new Queue(name, { connection: this.store.connection }));
    for (const queue of this.queues) queue.on('error', () => undefined);
    return this.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }));
  }
}

/** Sent, not thrown: the board would make a fault of it. */
function refuse(reply: FastifyReply, problem: ProblemError): FastifyReply {
  sendProblem(reply, problem);
  return reply;
}

const readOnly = () => requestProblem('method-not-allowed', 'The queues are only looked at here.', { allow: ['GET'] });
