import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Instant } from '#kernel/instant.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { callerOf } from '../http/caller.js';
import { Permits } from '../http/permits.js';
import { QUEUE_BOARD, queueBoardCookie } from './queue-board-cookie.js';

export interface QueueBoardSession {
  readonly address: string;
  readonly expiresAt: Instant;
}

/** Bull Board is a page of its own and can't send a key: it takes a cookie, which a key gets here. */
@ApiTags('operations')
@Controller('v1/ops/queue-board-sessions')
@Permits(['operations'])
export class QueueBoardController {
  constructor(@Inject(VAULT) private readonly vault: Vault) {}

  /** Changes nothing, so it needs no idempotency key. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets this browser look at the queues for a while', operationId: 'openQueueBoard' })
  open(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): QueueBoardSession {
    const secure = request.headers['x-forwarded-proto'] === 'https' || request.protocol === 'https';
    const { header, expiresAt } = queueBoardCookie(this.vault, callerOf(request).keyId, Date.now(), secure);
    reply.header('set-cookie', header);
    return { address: QUEUE_BOARD, expiresAt };
  }
}
