import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DUE_QUEUES } from '#scheduling/due-work/due-work.js';
import { QUEUE_STORE, type QueueStore } from '#scheduling/queues/queue-store.js';
import { PLAN_QUEUE } from '#scheduling/queues/queues.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { KeyRing } from '../http/key-ring.js';
import { sendProblem } from '../http/problem.filter.js';
import { requestProblem } from '../http/request-problems.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';
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
  private board: Promise<FastifyInstance> | undefined;

  constructor(
    @Inject(QUEUE_STORE) private readonly store: QueueStore,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(KeyRing) private readonly keys: KeyRing,
  ) {}

  /** @param page what is answered to a browser without the cookie: the console, which gets one and comes back. */
  serve(server: FastifyInstance, page: (reply: FastifyReply) => FastifyReply): void {
    const look = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (!this.mayLook(request)) return turnAway(request, reply, page);
      this.board ??= this.open();
      // Tried again at the next look.
      this.board.catch(() => {
        this.board = undefined;
      });
      const board = await this.board;
      reply.hijack();
      board.routing(request.raw, reply.raw);
      return reply;
    };
    server.get(QUEUE_BOARD, look);
    server.get(`${QUEUE_BOARD}/*`, look);
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

  /**
   * At the first look: neither the board nor a store that is away may keep the api from starting.
   * @throws Error when the store is away.
   */
  private async open(): Promise<FastifyInstance> {
    const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }, { fastify }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/fastify'),
      import('fastify'),
    ]);
    await this.store.heal();
    this.store.use();
    this.queues = [...DUE_QUEUES, PLAN_QUEUE].map((name) => new Queue(name, { connection: this.store.connection }));
    for (const queue of this.queues) queue.on('error', () => undefined);
    const serverAdapter = new FastifyAdapter().setBasePath(QUEUE_BOARD);
    createBullBoard({
      queues: this.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
      serverAdapter,
    });
    const board = fastify();
    board.addHook('onRequest', async (_request, reply) => {
      reply.headers({ ...SECURITY_HEADERS, 'content-security-policy': POLICY, 'cache-control': 'no-store' });
    });
    board.addHook('onSend', async (_request, _reply, payload) =>
      typeof payload === 'string' ? payload.replace(FONTS_ELSEWHERE, '') : payload,
    );
    board.register(serverAdapter.registerPlugin(), { prefix: QUEUE_BOARD });
    await board.ready();
    return board;
  }
}

function turnAway({ url }: FastifyRequest, reply: FastifyReply, page: (reply: FastifyReply) => FastifyReply) {
  if (/^\/console\/queues\/?(\?|$)/.test(url)) return page(reply);
  sendProblem(reply, requestProblem('unauthorized', 'Open the queues from the console.', {}));
  return reply;
}
