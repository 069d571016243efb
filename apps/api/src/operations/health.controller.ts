import { Controller, Get, HttpStatus, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';

/** Whoever asks, asks every few seconds: an answer that takes longer is none. */
const ANSWER_MS_MAX = 2_000;

@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(EVENT_READER) private readonly events: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
  ) {}

  /** This process runs and answers; nothing else is asked. */
  @Get('live')
  live(): object {
    return { status: 'ok' };
  }

  /** Commands can be taken: that needs the event store and the vault. Without Postgres only queries suffer. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    try {
      return await this.health.check([() => this.eventStore(), () => this.vaultKeys(), () => this.readModels()]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.code(HttpStatus.SERVICE_UNAVAILABLE);
      return Object(error.getResponse());
    }
  }

  /** Reached by those who write, too: they may be in a thread of their own, with a connection of their own. */
  private async eventStore() {
    return this.indicators
      .check('eventStore')
      .attempt(async () => void (await Promise.all([this.events.head(), this.writeSide.reachStore()])))
      .withTimeout(ANSWER_MS_MAX);
  }

  /** Nobody has this name, so that its key is looked for in the vault and not in memory. */
  private async vaultKeys() {
    return this.indicators
      .check('vault')
      .attempt(async () => void (await this.vault.open('customer:', { sealed: '' })))
      .withTimeout(ANSWER_MS_MAX);
  }

  private async readModels() {
    const indicator = this.indicators.check('readModels');
    const asked = this.database.run((db) => sql`select 1`.execute(db));
    return asked.then(
      () => indicator.up(),
      () => indicator.degraded({ message: 'queries are not answered' }),
    );
  }
}
